# frozen_string_literal: true

module LambentRuntime
  # Frames of the runtime itself do not belong into a function's trace.
  OWN_FILES = File.dirname(__dir__) + '/'

  # Frames of a trace that callers and the log get.
  TRACE_FRAMES_MAX = 100

  # What callers and the log get of an exception. `phase` is `Init` or `Function`.
  def self.error_payload(error, phase)
    frames = error.backtrace_locations || []
    {
      errorMessage: error.message.dup.force_encoding(Encoding::UTF_8).scrub,
      errorType: "#{phase}<#{error.class}>",
      stackTrace: frames.first(TRACE_FRAMES_MAX).map(&:to_s).reject { |frame| frame.start_with?(OWN_FILES) }
    }
  end
end
