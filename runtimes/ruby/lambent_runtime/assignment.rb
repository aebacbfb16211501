# frozen_string_literal: true

module LambentRuntime
  # Where the process was booted before it had a function: waiting for one. See ../../README.md.
  module Assignment
    # Returns when the process is as it would be had it been started for this function.
    def self.await(channel)
      return unless ENV['_LAMBENT_PREBOOTED'] == '1'

      channel.booted
      variables = channel.assignment
      exit(0) if variables.nil?
      ENV.replace(variables)
      Dir.chdir(ENV.fetch('LAMBDA_TASK_ROOT'))
      Gems.find
    end
  end

  # GEM_PATH names the places of AWS; the gems that come with the interpreter itself lie elsewhere.
  module Gems
    # Forgets what there was before.
    def self.find
      Gem.paths = ENV.to_h
      Gem.paths = ENV.to_h.merge('GEM_PATH' => [*Gem.path, *Gem.default_path].uniq.join(File::PATH_SEPARATOR))
    end
  end
end
