# frozen_string_literal: true

# The entry of the Ruby runtimes. See ../README.md.
require_relative 'lambent_runtime/assignment'

LambentRuntime::Gems.find

require_relative 'lambent_runtime/serve'

LambentRuntime.serve
