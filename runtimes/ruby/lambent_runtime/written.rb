# frozen_string_literal: true

module LambentRuntime
  # How many bytes were written to descriptors 1 and 2 together and to 4, so that the platform knows when it has read them all.
  module Written
    @lock = Mutex.new
    @stdio_bytes = 0
    @telemetry_bytes = 0

    class << self
      attr_reader :stdio_bytes, :telemetry_bytes

      def count_stdio(bytes)
        @lock.synchronize { @stdio_bytes += bytes }
      end

      def count_telemetry(bytes)
        @lock.synchronize { @telemetry_bytes += bytes }
      end
    end
  end
end
