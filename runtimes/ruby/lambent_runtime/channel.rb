# frozen_string_literal: true

require 'json'
require_relative 'written'

module LambentRuntime
  # Frames on descriptor 3: `u32 length of the rest | u8 type | u32 length of head | head | body`.
  class Channel
    INVOKE = 1
    ASSIGN = 3
    READY = 16
    INIT_ERROR = 17
    RESPONSE = 18
    ERROR = 19
    BOOTED = 23

    PREFIX_BYTES = 9
    LENGTH_BYTES = 4

    # How old the process's peak memory may be that a frame reports.
    MEMORY_AGE_S = 0.1

    def initialize(descriptor)
      @reading = IO.for_fd(descriptor, 'rb', autoclose: false)
      @writing = IO.for_fd(descriptor, 'wb', autoclose: false)
      # A program that the function starts must neither keep the platform's streams open nor write to them.
      @writing.close_on_exec = true
      @measured_at = -Float::INFINITY
    end

    # Waits for the next invocation: its head and the event's bytes. Nil when the platform has gone.
    def next_invocation
      head, event = receive(INVOKE)
      head && [head, event.force_encoding(Encoding::UTF_8)]
    end

    # Waits for the function that this process becomes: its variables. Nil when the platform has gone.
    def assignment
      head, = receive(ASSIGN)
      head && head['variables']
    end

    def booted
      send_frame(BOOTED, {}, '')
    end

    def ready
      send_frame(READY, {}, '')
    end

    def init_error(error_type, body)
      send_frame(INIT_ERROR, { errorType: error_type }, body)
    end

    def respond(request_id, body)
      send_frame(RESPONSE, { requestId: request_id }, body)
    end

    def fail(request_id, error_type, body)
      send_frame(ERROR, { requestId: request_id, errorType: error_type }, body)
    end

    private

    def receive(expected)
      prefix = read(PREFIX_BYTES)
      return nil if prefix.nil?

      rest_bytes, type, head_bytes = prefix.unpack('NCN')
      rest = read(LENGTH_BYTES + rest_bytes - PREFIX_BYTES)
      return nil if rest.nil?
      raise "The platform sent a frame of type #{type}" unless type == expected

      head = rest.byteslice(0, head_bytes).force_encoding(Encoding::UTF_8)
      [JSON.parse(head), rest.byteslice(head_bytes..)]
    end

    # Exactly that many bytes, past Ruby's own buffer. Nil at the stream's end.
    def read(count)
      bytes = String.new(capacity: count)
      bytes << @reading.sysread(count - bytes.bytesize) while bytes.bytesize < count
      bytes
    rescue EOFError, Errno::ECONNRESET
      nil
    end

    def send_frame(type, fields, body)
      fields[:stdioBytes] = Written.stdio_bytes
      fields[:telemetryBytes] = Written.telemetry_bytes
      peak = peak_memory_kib
      fields[:maxRssKiB] = peak unless peak.nil?
      head = JSON.generate(fields)
      prefix = [PREFIX_BYTES - LENGTH_BYTES + head.bytesize + body.bytesize, type, head.bytesize].pack('NCN')
      frame = prefix << head.b << body.b
      written = 0
      written += @writing.syswrite(frame.byteslice(written..)) while written < frame.bytesize
    end

    # Only Linux says.
    def peak_memory_kib
      now = Process.clock_gettime(Process::CLOCK_MONOTONIC)
      if now - @measured_at > MEMORY_AGE_S
        @measured_at = now
        @peak_kib = File.read('/proc/self/status')[/^VmHWM:\s*(\d+)/, 1]&.to_i
      end
      @peak_kib
    rescue SystemCallError
      nil
    end
  end
end
