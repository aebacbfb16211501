# frozen_string_literal: true

require 'stringio'
require_relative 'assignment'
require_relative 'channel'
require_relative 'context'
require_relative 'errors'
require_relative 'handler'
require_relative 'logs'
require_relative 'stdio'

# The life of the process: load the handler, then serve one invocation after the other.
module LambentRuntime
  # How the process ends, as AWS's client ends it: -4 and -1.
  EXIT_INIT_ERROR = 252
  EXIT_CRITICAL = 255

  def self.serve
    channel = open_channel
    Assignment.await(channel)
    count_stdio
    Logs.start
    handler = load_handler(channel)
    channel.ready
    while (head, event = channel.next_invocation)
      invoke(channel, handler, head, event)
    end
  end

  def self.open_channel
    return Channel.new(3) unless ENV.delete('_LAMBENT_TRANSPORT') == 'http'

    require_relative 'http_channel'
    HttpChannel.new(ENV.fetch('AWS_LAMBDA_RUNTIME_API'))
  end

  def self.load_handler(channel)
    root = ENV.fetch('LAMBDA_TASK_ROOT')
    $LOAD_PATH.unshift(root) unless $LOAD_PATH.first == root
    name = ENV.fetch('_HANDLER')
    LambdaHandler.new(name).tap(&:load)
  rescue Exception => e # a missing file is a LoadError, bad code a SyntaxError
    payload = error_payload(e, 'Init')
    Logs.error("Init error when loading handler #{name}", payload)
    channel.init_error(payload[:errorType], JSON.generate(payload))
    exit(EXIT_INIT_ERROR)
  end

  def self.invoke(channel, handler, head, event)
    request_id = head['requestId']
    Logs.request_id = request_id
    ENV['_X_AMZN_TRACE_ID'] = head['traceId']
    result = handler.call(JSON.parse(event), LambdaContext.new(head))
    channel.respond(request_id, body_of(result))
  rescue NameError => e
    # A misspelled name is a fault of the whole program: AWS's client gives it up, and so does this one.
    fail_critically(channel, request_id, e)
  rescue StandardError => e
    report(channel, request_id, e, 'Error raised from handler method')
  rescue Exception => e # `exit`, a signal, no memory
    fail_critically(channel, request_id, e)
  end

  # An IO is a response as it is.
  def self.body_of(result)
    case result
    when StringIO, IO then result.read
    else result.to_json
    end
  end

  def self.fail_critically(channel, request_id, error)
    report(channel, request_id, error, 'Critical exception from handler')
    exit(EXIT_CRITICAL)
  end

  def self.report(channel, request_id, error, message)
    payload = error_payload(error, 'Function')
    Logs.error(message, payload)
    channel.fail(request_id, payload[:errorType], JSON.generate(payload))
  end

  private_class_method :open_channel, :load_handler, :invoke, :body_of, :fail_critically, :report
end
