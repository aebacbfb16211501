# frozen_string_literal: true

# The entry of the Ruby runtimes. See ../README.md.
# GEM_PATH names the places of AWS; the gems that come with the interpreter itself lie elsewhere.
Gem.paths = ENV.to_h.merge('GEM_PATH' => [*Gem.path, *Gem.default_path].uniq.join(File::PATH_SEPARATOR))

require_relative 'lambent_runtime/serve'

LambentRuntime.serve
