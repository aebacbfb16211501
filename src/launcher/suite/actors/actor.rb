# frozen_string_literal: true

# The contract suite's function in Ruby: does what the event's `do` says.
require 'logger'
require 'open3'
require 'tmpdir'

STDOUT.puts 'loaded'

class Mine < StandardError; end

module Actor
  @count = 0

  class << self
    def value(event, _context) = event['value']

    def nothing(_event, _context) = nil

    def large(event, _context) = 'x' * event['characters']

    def length(event, _context) = event['text'].length

    def unserialisable(_event, _context) = Float::NAN

    def print(event, _context)
      event['lines'].times { |n| STDOUT.puts "line #{n}" }
      event['lines']
    end

    def write(event, _context)
      (event['to'] == 'stderr' ? $stderr : $stdout).print(event['text'])
      nil
    end

    def bytes(event, _context)
      STDOUT.write(event['base64'].unpack1('m'))
      nil
    end

    def alternate(event, _context)
      event['times'].times do
        STDOUT << 'o'
        STDERR << 'e'
      end
      nil
    end

    def run(event, _context) = Open3.capture2('sh', '-c', event['command'], err: File::NULL).first

    def log(event, _context)
      Logger.new($stdout).public_send(event['level'], event['message'])
      nil
    end

    def raise(event, _context)
      STDOUT.print(event['print'])
      Kernel.raise Mine, event['message']
    end

    def exit(event, _context)
      STDOUT.print(event['print'])
      Process.exit!(event['code'])
    end

    def kill(event, _context)
      trap('TERM', 'SYSTEM_DEFAULT')
      Process.kill(event['signal'].delete_prefix('SIG'), Process.pid)
      sleep 10
    end

    def remember(_event, _context)
      @count += 1
      path = File.join(Dir.tmpdir, 'count')
      File.write(path, 'x', mode: 'a')
      [File.read(path).length, @count]
    end

    def file(event, _context)
      path = File.join(Dir.tmpdir, event['name'])
      File.write(path, event['text'])
      [File.read(path), Dir.children(Dir.tmpdir).include?(event['name'])]
    end

    def readTask(event, _context) = File.read(event['name'])

    def environment(_event, _context) = ENV.to_h

    def process(_event, _context) = [Process.pid, Dir.pwd]

    def hourOfEpoch(_event, _context) = Time.at(0).hour

    def context(_event, context)
      {
        requestId: context.aws_request_id,
        functionName: context.function_name,
        functionVersion: context.function_version,
        memoryLimit: context.memory_limit_in_mb,
        logGroup: context.log_group_name,
        logStream: context.log_stream_name,
        arn: context.invoked_function_arn,
        custom: context.client_context&.fetch('custom'),
        clientEnv: context.client_context&.fetch('env'),
        installation: context.client_context&.dig('client', 'installation_id'),
        identity: context.identity&.fetch('cognitoIdentityId'),
        pool: context.identity&.fetch('cognitoIdentityPoolId'),
        tenant: context.tenant_id,
        remaining: context.get_remaining_time_in_millis
      }
    end
  end
end

def handler(event:, context:)
  return event unless event.is_a?(Hash) && event.key?('do')

  Actor.public_send(event['do'], event, context)
end
