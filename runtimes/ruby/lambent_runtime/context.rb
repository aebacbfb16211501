# frozen_string_literal: true

require 'json'

# What a handler gets as `context:`. Every attribute that AWS documents, under the names it has there.
class LambdaContext
  attr_reader :aws_request_id, :invoked_function_arn, :log_group_name, :log_stream_name, :function_name,
              :memory_limit_in_mb, :function_version, :identity, :client_context, :deadline_ms, :tenant_id

  def initialize(head)
    @aws_request_id = head['requestId']
    @invoked_function_arn = head['invokedFunctionArn']
    @deadline_ms = head['deadlineMs']
    @tenant_id = head['tenantId']
    @identity = JSON.parse(head['identity']) if head['identity']
    @client_context = JSON.parse(head['clientContext']) if head['clientContext']
    @log_group_name = ENV['AWS_LAMBDA_LOG_GROUP_NAME']
    @log_stream_name = ENV['AWS_LAMBDA_LOG_STREAM_NAME']
    @function_name = ENV['AWS_LAMBDA_FUNCTION_NAME']
    @memory_limit_in_mb = ENV['AWS_LAMBDA_FUNCTION_MEMORY_SIZE']
    @function_version = ENV['AWS_LAMBDA_FUNCTION_VERSION']
  end

  def get_remaining_time_in_millis
    [@deadline_ms - Process.clock_gettime(Process::CLOCK_REALTIME, :millisecond), 0].max
  end
end
