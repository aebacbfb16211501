# frozen_string_literal: true

require 'net/http'
require 'uri'

module LambentRuntime
  # The platform's Runtime API in place of the frames of Channel, for a runtime below a wrapper or beside extensions: the same methods.
  class HttpChannel
    API = '/2018-06-01/runtime'
    HEADERS = {
      'requestId' => 'Lambda-Runtime-Aws-Request-Id',
      'deadlineMs' => 'Lambda-Runtime-Deadline-Ms',
      'invokedFunctionArn' => 'Lambda-Runtime-Invoked-Function-Arn',
      'traceId' => 'Lambda-Runtime-Trace-Id',
      'tenantId' => 'Lambda-Runtime-Aws-Tenant-Id',
      'clientContext' => 'Lambda-Runtime-Client-Context',
      'identity' => 'Lambda-Runtime-Cognito-Identity'
    }.freeze

    # A result too large is refused with 413: the platform has told the caller, and the next event comes.
    TAKEN = %w[202 413].freeze

    def initialize(address)
      host, port = address.split(':')
      # No proxy, whatever the function's variables say.
      @http = Net::HTTP.new(host, Integer(port), nil)
      # The next event comes when it comes, on the one connection, and nothing is sent twice.
      @http.read_timeout = nil
      @http.keep_alive_timeout = Float::INFINITY
      @http.max_retries = 0
      @http.start
    end

    # Waits for the next invocation: its head and the event's bytes. Nil when the platform has gone.
    def next_invocation
      answer = @http.get("#{API}/invocation/next")
      raise "The platform answered #{answer.code}: #{answer.body}" unless answer.code == '200'

      head = HEADERS.transform_values { |name| answer[name]&.dup&.force_encoding(Encoding::UTF_8) }
      head['deadlineMs'] = Integer(head['deadlineMs'])
      [head, answer.body.force_encoding(Encoding::UTF_8)]
    rescue EOFError, SystemCallError
      nil
    end

    # The first request for an event says so.
    def ready; end

    def init_error(error_type, body)
      post('/init/error', body, error_type)
    end

    def respond(request_id, body)
      post("/invocation/#{request_id}/response", body)
    end

    def fail(request_id, error_type, body)
      post("/invocation/#{request_id}/error", body, error_type)
    end

    private

    def post(path, body, error_type = nil)
      headers = { 'Content-Type' => 'application/json' }
      headers['Lambda-Runtime-Function-Error-Type'] = URI.encode_www_form_component(error_type) unless error_type.nil?
      answer = @http.post(API + path, body, headers)
      raise "The platform answered #{answer.code}: #{answer.body}" unless TAKEN.include?(answer.code)
    end
  end
end
