# frozen_string_literal: true

# From a handler's name such as `app.handler` or `app.Module::Class.handler` to what is called. Named as on AWS, because
# the name shows in the message of a missing method.
class LambdaHandler
  def initialize(name)
    parts = name.split('.')
    case parts.size
    when 2 then @file, @method = parts
    when 3 then @file, @owner, @method = parts
    else
      raise ArgumentError,
            "Invalid handler #{parts}, must be of form FILENAME.METHOD or FILENAME.CLASS.METHOD where FILENAME " \
            'corresponds with an existing Ruby source file FILENAME.rb, CLASS is an optional module/class namespace ' \
            'and METHOD is a callable method. If using CLASS, METHOD must be a class-level method.'
    end
  end

  # Runs the function's file.
  def load
    require @file
  end

  def call(event, context)
    return Object.const_get(@owner).send(@method, event: event, context: context) if @owner

    __send__(@method, event: event, context: context)
  end
end
