# frozen_string_literal: true

require 'json'
require 'logger'
require_relative 'written'

module LambentRuntime
  # `puts` and loggers on standard output write frames to the telemetry descriptor: one call, one event, whatever lines it has.
  module Logs
    TEXT_FRAME = 0xA55A0003
    JSON_FRAME = 0xA55A0002
    LEVEL_MASKS = { 'DEBUG' => 0x08, 'INFO' => 0x0C, 'WARN' => 0x10, 'ERROR' => 0x14, 'FATAL' => 0x18 }.freeze

    class << self
      attr_accessor :request_id
      attr_reader :json, :level

      def start
        @stream = IO.for_fd(Integer(ENV.delete('_LAMBDA_TELEMETRY_LOG_FD')), 'wb')
        @stream.close_on_exec = true
        @stream.sync = true
        @lock = Mutex.new
        @json = ENV['AWS_LAMBDA_LOG_FORMAT'].to_s.casecmp?('JSON')
        level = ENV['AWS_LAMBDA_LOG_LEVEL'].to_s.upcase.sub('TRACE', 'DEBUG')
        @level = LEVEL_MASKS.key?(level) ? level.downcase : 'debug'
        Logger.prepend(LambdaLogger)
        Kernel.module_eval do
          def puts(*values)
            LambentRuntime::Logs.line(values.flatten.map { |value| value.to_s.encode('UTF-8') }.join("\n"))
          end
        end
      end

      def write(message, type = TEXT_FRAME)
        bytes = message.b
        micros = Process.clock_gettime(Process::CLOCK_REALTIME, :microsecond)
        frame = [type, bytes.bytesize, micros].pack('NNQ>') << bytes
        @lock.synchronize do
          @stream.write(frame)
          Written.count_telemetry(frame.bytesize)
        end
      end

      def line(text)
        write(text.end_with?("\n") ? text : "#{text}\n")
      end

      # The runtime's own.
      def error(message, payload)
        line(message)
        line(JSON.pretty_generate(payload))
      end
    end

    # A log device that is a frame a message.
    class Device
      def write(message)
        level = Logs.json && LEVEL_MASKS[message[/"level":"(\w+)"/, 1]]
        Logs.write(message, level ? JSON_FRAME | level : TEXT_FRAME)
      end

      def close; end

      def reopen(*); end
    end

    # Loggers on nothing, standard output or standard error are the platform's.
    module LambdaLogger
      def initialize(device = nil, *rest, level: Logs.level, **options)
        return super(device, *rest, level: level, **options) unless [nil, $stdout, $stderr].include?(device)

        super(Device.new, *rest, level: level, **options)
        @default_formatter = Logs.json ? JsonFormatter.new : TextFormatter.new
      end
    end

    # As Logger's own, with the request's id.
    class TextFormatter < Logger::Formatter
      def call(severity, time, program, message)
        format("%s, [%s #%d] %5s %s -- %s: %s\n", severity[0], time.strftime('%Y-%m-%dT%H:%M:%S.%6N'), Process.pid,
               severity, Logs.request_id, program, msg2str(message)).encode('UTF-8', invalid: :replace, undef: :replace)
      end
    end

    # A record a call.
    class JsonFormatter < Logger::Formatter
      def call(severity, time, program, message)
        record = {
          timestamp: time.getutc.strftime('%Y-%m-%dT%H:%M:%S.%6NZ'),
          level: severity,
          message: text(message.is_a?(Exception) ? message.message : msg2str(message)),
          requestId: Logs.request_id,
          logger: program.nil? || program.to_s.empty? ? nil : text(program)
        }
        record.merge!(fault(message)) if message.is_a?(Exception)
        "#{JSON.generate(record.compact)}\n"
      end

      private

      def fault(error)
        trace = Array(error.backtrace)
        place = %r{\A(?<file>.+):(?<line>\d+):in [`'](?<method>.+)'\z}.match(trace.first.to_s)
        {
          errorType: error.class.to_s,
          errorMessage: text(error.message),
          stackTrace: trace.map { |frame| text(frame) },
          location: place && text("#{place[:file]}:#{place[:method]}:#{place[:line]}")
        }
      end

      def text(value)
        value.to_s.encode('UTF-8', invalid: :replace, undef: :replace)
      end
    end
  end
end
