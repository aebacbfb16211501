package lambent.json;

import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What AWS's client knows of some classes of aws-lambda-java-events: members whose names differ from the properties', dates in
 * seconds, moments of Joda-Time. All other classes it maps by the common rules, those of that library too.
 */
final class EventClass {
    private static final String PACKAGE = "com.amazonaws.services.lambda.runtime.events.";
    private static final String JODA_MOMENT = "org.joda.time.DateTime";
    private static final double MILLIS_PER_SECOND = 1000;

    /** With the classes inside them. */
    private static final Set<String> KNOWN = new HashSet<>(Arrays.asList(
            "APIGatewayProxyRequestEvent", "APIGatewayProxyResponseEvent", "CloudFormationCustomResourceEvent", "CloudFrontEvent",
            "CloudWatchLogsEvent", "CodeCommitEvent", "CognitoEvent", "ConfigEvent", "ConnectEvent", "DynamodbEvent",
            "DynamodbTimeWindowEvent", "IoTButtonEvent", "KinesisEvent", "KinesisTimeWindowEvent", "KinesisFirehoseEvent",
            "LambdaDestinationEvent", "LexEvent", "ScheduledEvent", "SecretsManagerRotationEvent", "S3Event", "SNSEvent", "SQSEvent",
            "models.dynamodb.Record", "models.dynamodb.StreamRecord", "models.dynamodb.AttributeValue", "models.dynamodb.Identity",
            "models.kinesis.Record", "models.s3.S3EventNotification"));

    /** Those whose members all begin with a capital. */
    private static final Set<String> CAPITALISED = new HashSet<>(Arrays.asList("CloudFormationCustomResourceEvent", "ConnectEvent",
            "SecretsManagerRotationEvent", "SNSEvent", "models.dynamodb.StreamRecord", "models.dynamodb.AttributeValue"));

    /** Those whose `records` are `Records`. */
    private static final Set<String> RECORDS = new HashSet<>(Arrays.asList("CloudFrontEvent", "CodeCommitEvent", "DynamodbEvent",
            "DynamodbTimeWindowEvent", "KinesisEvent", "KinesisTimeWindowEvent", "SQSEvent", "S3Event", "models.s3.S3EventNotification"));

    /** A property's name, capitalised where all are, and its member. */
    private static final Map<String, String> MEMBERS = new HashMap<>();

    static {
        String[][] members = {
            {"ResponseUrl", "ResponseURL"}, {"InstanceArn", "InstanceARN"}, {"SNS", "Sns"}, {"detailType", "detail-type"},
            {"awsLogs", "awslogs"}, {"codeCommit", "codecommit"}, {"eventSourceArn", "eventSourceARN"}, {"userIdentityArn", "userIdentityARN"},
            {"sizeAsLong", "size"}, {"xAmzId2", "x-amz-id-2"}, {"xAmzRequestId", "x-amz-request-id"},
        };
        for (String[] member : members) MEMBERS.put(member[0], member[1]);
    }

    private final String name;

    private EventClass(String name) {
        this.name = name;
    }

    /** Null for every other class. */
    static EventClass of(Class<?> type) {
        if (!type.getName().startsWith(PACKAGE)) return null;
        String name = type.getName().substring(PACKAGE.length()).split("\\$")[0];
        return KNOWN.contains(name) ? new EventClass(name) : null;
    }

    String memberOf(String property) {
        if (property.equals("records") && RECORDS.contains(name)) return "Records";
        String given = CAPITALISED.contains(name) ? Character.toUpperCase(property.charAt(0)) + property.substring(1) : property;
        return MEMBERS.getOrDefault(given, given);
    }

    /** An S3 object's size has another getter, for those above two gigabytes. */
    boolean hides(String property) {
        return property.equals("size") && name.contains("S3");
    }

    /** What S3's events have in the place of members that are not there. */
    static Object absent(Class<?> type) {
        if (type == Long.class) return 0;
        if (type == List.class) return Collections.emptyList();
        return type == String.class || type.getName().equals(JODA_MOMENT) ? "" : Collections.emptyMap();
    }

    /** Whether values of this type are read here and not as everywhere. */
    static boolean reads(Class<?> type) {
        return type == Date.class || type.getName().equals(JODA_MOMENT);
    }

    static Object read(Object tree, Class<?> type) {
        if (tree == null) return null;
        if (type == Date.class) return dateOf(tree.toString());
        try {
            return type.getMethod("parse", String.class).invoke(null, tree.toString());
        } catch (InvocationTargetException e) {
            throw new JsonException(String.valueOf(e.getCause().getMessage()), e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new JsonException("Cannot construct instance of `" + type.getName() + "`", e);
        }
    }

    /** Null where it is no number. */
    private static Date dateOf(String seconds) {
        try {
            return new Date((long) (Double.parseDouble(seconds) * MILLIS_PER_SECOND));
        } catch (NumberFormatException e) {
            return null;
        }
    }

    static Object written(Object value) {
        if (value instanceof Date) return ((Date) value).getTime() / MILLIS_PER_SECOND;
        return value != null && value.getClass().getName().equals(JODA_MOMENT) ? value.toString() : value;
    }
}
