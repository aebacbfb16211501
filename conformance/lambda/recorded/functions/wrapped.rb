def handler(event:, context:)
  ENV['WRAPPER_VAR']
end
