# frozen_string_literal: true

require_relative 'written'

module LambentRuntime
  # Standard output and error that write at once and count: what a handler printed is out before its response.
  # Everything that Ruby's IO writes goes through one of these methods.
  module CountingWrites
    def write(*parts)
      super.tap { |bytes| Written.count_stdio(bytes) }
    end

    def syswrite(text)
      super.tap { |bytes| Written.count_stdio(bytes) }
    end

    def write_nonblock(text, exception: true)
      super.tap { |bytes| Written.count_stdio(bytes) if bytes.is_a?(Integer) }
    end
  end

  def self.count_stdio
    [STDOUT, STDERR].each do |stream|
      stream.sync = true
      stream.singleton_class.prepend(CountingWrites)
    end
  end
end
