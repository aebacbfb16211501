/** Runs a listener. What it throws is a bug of its own and surfaces as an uncaught exception, not in the write that caused the call. */
export function callListener(call: () => void): void {
  try {
    call();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
