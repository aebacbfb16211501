using System;
using System.Collections;
using System.IO;
using System.Text.Json;
using Amazon.Lambda.Core;

public class Introspect
{
    public Stream Handle(Stream input, ILambdaContext context)
    {
        using (var document = JsonDocument.Parse(input))
        {
            if (document.RootElement.TryGetProperty("fail", out _)) throw new Exception("Error: some_error_msg");
        }
        var output = new MemoryStream();
        using (var writer = new Utf8JsonWriter(output))
        {
            writer.WriteStartObject();
            writer.WriteStartObject("ctx");
            WriteContext(writer, context);
            writer.WriteEndObject();
            writer.WriteStartObject("environment");
            var names = new SortedList(StringComparer.Ordinal);
            foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables()) names.Add(variable.Key, variable.Value);
            foreach (DictionaryEntry variable in names) writer.WriteString((string)variable.Key, (string)variable.Value);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }
        output.Position = 0;
        return output;
    }

    public Stream Wrapped(Stream input)
    {
        return new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(Environment.GetEnvironmentVariable("WRAPPER_VAR")));
    }

    static void WriteContext(Utf8JsonWriter writer, ILambdaContext context)
    {
        var remaining = context.RemainingTime.TotalMilliseconds;
        writer.WriteString("aws_request_id", context.AwsRequestId);
        writer.WriteString("function_name", context.FunctionName);
        writer.WriteString("function_version", context.FunctionVersion);
        writer.WriteString("invoked_function_arn", context.InvokedFunctionArn);
        writer.WriteString("log_group_name", context.LogGroupName);
        writer.WriteString("log_stream_name", context.LogStreamName);
        writer.WriteString("memory_limit_in_mb", context.MemoryLimitInMB.ToString());
        writer.WriteBoolean("remaining_time_in_millis", remaining > 0 && remaining <= 3000);
    }
}
