def handler(event:, context:)
  raise 'Error: some_error_msg'
end
