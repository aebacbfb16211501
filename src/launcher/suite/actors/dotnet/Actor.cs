using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.Json;
using Amazon.Lambda.Core;

[assembly: LambdaSerializer(typeof(PlainSerializer))]

/// <summary>As AWS's serializers are, upon the framework's own JSON.</summary>
public class PlainSerializer : ILambdaSerializer
{
    static readonly JsonSerializerOptions Options = new JsonSerializerOptions { PropertyNameCaseInsensitive = true };

    public T Deserialize<T>(Stream requestStream)
    {
        var bytes = new MemoryStream();
        requestStream.CopyTo(bytes);
        return JsonSerializer.Deserialize<T>(new ReadOnlySpan<byte>(bytes.GetBuffer(), 0, (int)bytes.Length), Options);
    }

    public void Serialize<T>(T response, Stream responseStream)
    {
        using (var writer = new Utf8JsonWriter(responseStream)) JsonSerializer.Serialize(writer, response, Options);
    }
}

/// <summary>The contract suite's function in C#: does what the event's `do` says.</summary>
public class Actor
{
    static Actor()
    {
        Console.WriteLine("loaded");
    }

    public class Mine : Exception
    {
        public Mine(string message)
            : base(message)
        {
        }
    }

    /// <summary>No getter of which can be called.</summary>
    public class Unserialisable
    {
        public object Value => throw new InvalidOperationException("no value");
    }

    int count;

    public object Handle(JsonElement input, ILambdaContext context)
    {
        return input.ValueKind == JsonValueKind.Object && input.TryGetProperty("do", out _) ? Act(input, context) : input;
    }

    object Act(JsonElement input, ILambdaContext context)
    {
        Func<string, string> Text = name => input.TryGetProperty(name, out var text) ? text.GetString() : null;
        Func<string, int> Number = name => input.GetProperty(name).GetInt32();
        switch (Text("do"))
        {
            case "value":
                return input.GetProperty("value");
            case "nothing":
                return null;
            case "large":
                return new string('x', Number("characters"));
            case "length":
                return Text("text").Count(character => !char.IsLowSurrogate(character));
            case "unserialisable":
                return new Unserialisable();
            case "log":
                context.Logger.Log(Text("level"), Text("message"));
                return null;
            case "raise":
                Console.Write(Text("print"));
                throw new Mine(Text("message"));
            case "exit":
                Console.Write(Text("print"));
                Environment.Exit(Number("code"));
                return null;
            case "kill":
                // The framework lets the first SIGSEGV that comes from outside pass.
                return Run($"while kill -{Text("signal").Substring(3)} $PPID; do :; done");
            case "context":
                return Describe(context);
            case "print":
                for (var n = 0; n < Number("lines"); n += 1) Console.WriteLine($"line {n}");
                return Number("lines");
            case "write":
                (Text("to") == "stderr" ? Console.Error : Console.Out).Write(Text("text"));
                return null;
            case "bytes":
                using (var output = Console.OpenStandardOutput()) output.Write(Convert.FromBase64String(Text("base64")));
                return null;
            case "alternate":
                for (var n = 0; n < Number("times"); n += 1)
                {
                    Console.Write('o');
                    Console.Error.Write('e');
                }
                return null;
            case "run":
                return Run(Text("command"));
            case "remember":
                count += 1;
                File.AppendAllText(Temporary("count"), "x");
                return new[] { new FileInfo(Temporary("count")).Length, count };
            case "file":
                File.WriteAllText(Temporary(Text("name")), Text("text"));
                var found = Directory.GetFiles(Path.GetTempPath()).Select(Path.GetFileName).Contains(Text("name"));
                return new object[] { File.ReadAllText(Temporary(Text("name"))), found };
            case "readTask":
                return File.ReadAllText(Text("name"));
            case "environment":
                return Environment.GetEnvironmentVariables();
            case "process":
                return new object[] { Process.GetCurrentProcess().Id, Directory.GetCurrentDirectory() };
            case "hourOfEpoch":
                return DateTimeOffset.FromUnixTimeSeconds(0).ToLocalTime().Hour;
            default:
                throw new ArgumentException("no such action");
        }
    }

    static string Temporary(string name)
    {
        return Path.Combine(Path.GetTempPath(), name);
    }

    static string Run(string command)
    {
        var start = new ProcessStartInfo("sh") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(command);
        using (var process = Process.Start(start)) return process.StandardOutput.ReadToEnd();
    }

    static object Describe(ILambdaContext context)
    {
        return new Dictionary<string, object>
        {
            ["requestId"] = context.AwsRequestId,
            ["functionName"] = context.FunctionName,
            ["functionVersion"] = context.FunctionVersion,
            ["memoryLimit"] = context.MemoryLimitInMB,
            ["logGroup"] = context.LogGroupName,
            ["logStream"] = context.LogStreamName,
            ["arn"] = context.InvokedFunctionArn,
            ["custom"] = context.ClientContext?.Custom,
            ["clientEnv"] = context.ClientContext?.Environment,
            ["installation"] = context.ClientContext?.Client?.InstallationId,
            ["identity"] = context.Identity?.IdentityId,
            ["pool"] = context.Identity?.IdentityPoolId,
            ["tenant"] = context.TenantId,
            ["remaining"] = (long)context.RemainingTime.TotalMilliseconds
        };
    }
}

public class RaisesWhenMade
{
    public RaisesWhenMade()
    {
        throw new InvalidOperationException("at once");
    }

    public void Handle()
    {
    }
}

public class EndsWhenMade
{
    public EndsWhenMade()
    {
        Environment.Exit(3);
    }

    public void Handle()
    {
    }
}
