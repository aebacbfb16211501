package lambent.runtime;

import com.amazonaws.services.lambda.runtime.LambdaRuntimeInternal;
import java.io.ByteArrayOutputStream;
import java.io.IOError;
import java.io.IOException;
import java.lang.reflect.Method;
import java.util.Arrays;

/** The life of the process: load the handler, then serve one invocation after the other. See ../README.md. */
public final class Main {
    private static final int CHANNEL = 3;
    private static final int RESULT_BYTES = 1024;

    /** Log4j's contexts, in which its patterns look for the request's id. */
    private static final String[][] LOG4J_CONTEXTS = {
        {"org.apache.log4j.MDC", "java.lang.Object"}, {"org.apache.logging.log4j.ThreadContext", "java.lang.String"}
    };

    private final Channel channel;
    private final Logs logs;
    private final TraceId traceId = new TraceId();

    private Main(Written written, Channel channel) {
        this.channel = channel;
        this.logs = new Logs(Integer.parseInt(System.getenv("_LAMBDA_TELEMETRY_LOG_FD")), written);
    }

    public static void main(String[] arguments) throws IOException {
        Written written = new Written();
        CountingStream.install(written);
        new Main(written, open(written, Arrays.asList(arguments).contains("http"))).run(Variables.take("_LAMBENT_LAYERS", "/opt"));
        // Threads of the function do not keep a process that serves nobody.
        System.exit(0);
    }

    /** Returns when the process has its function. */
    private static Channel open(Written written, boolean http) throws IOException {
        boolean prebooted = Variables.take("_LAMBENT_PREBOOTED", "").equals("1");
        Channel channel = http ? new HttpChannel(System.getenv("AWS_LAMBDA_RUNTIME_API")) : new FrameChannel(CHANNEL, written);
        if (prebooted) Assignment.await((FrameChannel) channel);
        Variables.removeOwn();
        return channel;
    }

    private void run(String layers) throws IOException {
        LambdaRuntimeInternal.setLogger(logs);
        ClassLoader classes = FunctionClasses.of(System.getenv("LAMBDA_TASK_ROOT"), layers);
        Thread.currentThread().setContextClassLoader(classes);
        Handler handler = loadHandler(classes);
        channel.ready();
        for (Invocation invocation = channel.next(); invocation != null; invocation = channel.next()) {
            if (!serve(handler, invocation, classes)) return;
        }
    }

    private Handler loadHandler(ClassLoader classes) throws IOException {
        try {
            return HandlerLoader.load(System.getenv("_HANDLER"), classes);
        } catch (Fault fault) {
            if (!fault.fatal) {
                return (event, result, context) -> {
                    throw fault;
                };
            }
            Failure failure = Failure.of(fault);
            logs.error(failure.logText());
            channel.initError(failure);
            System.exit(1);
            throw new IllegalStateException("the process has ended");
        }
    }

    /** False when the process cannot be trusted any more. */
    private boolean serve(Handler handler, Invocation invocation, ClassLoader classes) throws IOException {
        logs.setInvocation(invocation);
        traceId.set(invocation.getXrayTraceId());
        if (LambdaRuntimeInternal.getUseLog4jAppender()) tellLog4j(invocation, classes);
        ByteArrayOutputStream result = new ByteArrayOutputStream(RESULT_BYTES);
        try {
            handler.handle(invocation.event(), result, invocation);
        } catch (Throwable thrown) {
            Failure failure = thrown instanceof Fault ? Failure.of((Fault) thrown) : Failure.of(thrown);
            logs.error(failure.logText());
            channel.fail(invocation.getAwsRequestId(), failure);
            return !(thrown instanceof VirtualMachineError || thrown instanceof IOError);
        } finally {
            // Whoever interrupted the handler did not mean the runtime.
            Thread.interrupted();
        }
        channel.respond(invocation.getAwsRequestId(), result.toByteArray());
        return true;
    }

    private static void tellLog4j(Invocation invocation, ClassLoader classes) {
        for (String[] context : LOG4J_CONTEXTS) {
            try {
                Method put = Class.forName(context[0], true, classes).getMethod("put", String.class, Class.forName(context[1]));
                put.invoke(null, "AWSRequestId", invocation.getAwsRequestId());
            } catch (ReflectiveOperationException e) {
                // The function has the other one, or none.
            }
        }
    }
}
