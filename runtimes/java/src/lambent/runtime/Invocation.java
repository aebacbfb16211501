package lambent.runtime;

import com.amazonaws.services.lambda.runtime.Client;
import com.amazonaws.services.lambda.runtime.ClientContext;
import com.amazonaws.services.lambda.runtime.CognitoIdentity;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import com.amazonaws.services.lambda.runtime.LambdaRuntime;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import lambent.json.JsonReader;

/** One invocation: its event, and what its handler gets as context. */
final class Invocation implements Context {
    private final Map<?, ?> head;
    private final byte[] bytes;
    private final int eventStart;
    private final ClientContext clientContext;
    private final CognitoIdentity identity;

    Invocation(Map<?, ?> head, byte[] bytes, int eventStart) {
        this.head = head;
        this.bytes = bytes;
        this.eventStart = eventStart;
        this.clientContext = clientContextOf(parsed(text(head, "clientContext")));
        this.identity = identityOf(parsed(text(head, "identity")));
    }

    InputStream event() {
        return new ByteArrayInputStream(bytes, eventStart, bytes.length - eventStart);
    }

    @Override
    public String getAwsRequestId() {
        return text(head, "requestId");
    }

    @Override
    public String getLogGroupName() {
        return System.getenv("AWS_LAMBDA_LOG_GROUP_NAME");
    }

    @Override
    public String getLogStreamName() {
        return System.getenv("AWS_LAMBDA_LOG_STREAM_NAME");
    }

    @Override
    public String getFunctionName() {
        return System.getenv("AWS_LAMBDA_FUNCTION_NAME");
    }

    @Override
    public String getFunctionVersion() {
        return System.getenv("AWS_LAMBDA_FUNCTION_VERSION");
    }

    @Override
    public String getInvokedFunctionArn() {
        return text(head, "invokedFunctionArn");
    }

    @Override
    public CognitoIdentity getIdentity() {
        return identity;
    }

    @Override
    public ClientContext getClientContext() {
        return clientContext;
    }

    @Override
    public int getRemainingTimeInMillis() {
        long remaining = ((Number) head.get("deadlineMs")).longValue() - System.currentTimeMillis();
        return (int) Math.max(0, Math.min(remaining, Integer.MAX_VALUE));
    }

    @Override
    public int getMemoryLimitInMB() {
        return Integer.parseInt(System.getenv("AWS_LAMBDA_FUNCTION_MEMORY_SIZE"));
    }

    @Override
    public LambdaLogger getLogger() {
        return LambdaRuntime.getLogger();
    }

    @Override
    public String getTenantId() {
        return text(head, "tenantId");
    }

    @Override
    public String getXrayTraceId() {
        return text(head, "traceId");
    }

    private static Map<?, ?> parsed(String json) {
        return json == null || json.isEmpty() ? null : (Map<?, ?>) JsonReader.read(json);
    }

    private static String text(Map<?, ?> map, String key) {
        Object value = map.get(key);
        return value == null ? null : value.toString();
    }

    private static Map<String, String> texts(Object tree) {
        if (!(tree instanceof Map)) return null;
        Map<String, String> texts = new LinkedHashMap<>();
        for (Object key : ((Map<?, ?>) tree).keySet()) texts.put((String) key, text((Map<?, ?>) tree, (String) key));
        return texts;
    }

    private static CognitoIdentity identityOf(Map<?, ?> tree) {
        if (tree == null) return null;
        return new CognitoIdentity() {
            @Override
            public String getIdentityId() {
                return text(tree, "cognitoIdentityId");
            }

            @Override
            public String getIdentityPoolId() {
                return text(tree, "cognitoIdentityPoolId");
            }
        };
    }

    private static ClientContext clientContextOf(Map<?, ?> tree) {
        if (tree == null) return null;
        Map<String, String> custom = texts(tree.get("custom"));
        Map<String, String> environment = texts(tree.get("env"));
        Client client = tree.get("client") instanceof Map ? clientOf((Map<?, ?>) tree.get("client")) : null;
        return new ClientContext() {
            @Override
            public Client getClient() {
                return client;
            }

            @Override
            public Map<String, String> getCustom() {
                return custom;
            }

            @Override
            public Map<String, String> getEnvironment() {
                return environment;
            }
        };
    }

    private static Client clientOf(Map<?, ?> tree) {
        return new Client() {
            @Override
            public String getInstallationId() {
                return text(tree, "installation_id");
            }

            @Override
            public String getAppTitle() {
                return text(tree, "app_title");
            }

            @Override
            public String getAppVersionName() {
                return text(tree, "app_version_name");
            }

            @Override
            public String getAppVersionCode() {
                return text(tree, "app_version_code");
            }

            @Override
            public String getAppPackageName() {
                return text(tree, "app_package_name");
            }
        };
    }
}
