using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using Amazon.Lambda.Core;

/// <summary>Handlers in every form, in an assembly that names no serializer.</summary>
public class Handlers : Ancestor
{
    public class Order
    {
        public string Name { get; set; }
        public int Count { get; set; }
    }

    public Stream Streams(Stream input)
    {
        var text = new StreamReader(input).ReadToEnd();
        return new MemoryStream(Encoding.UTF8.GetBytes("raw " + text));
    }

    public async Task<Stream> StreamsLater(Stream input, ILambdaContext context)
    {
        await Task.Yield();
        return new MemoryStream(Encoding.UTF8.GetBytes(context.FunctionName));
    }

    public static void Nothing()
    {
    }

    public async Task NothingLater(Stream input)
    {
        await Task.Delay(1);
    }

    [LambdaSerializer(typeof(PlainSerializer))]
    public static Order Twice(Order order)
    {
        return new Order { Name = order.Name, Count = 2 * order.Count };
    }

    [LambdaSerializer(typeof(PlainSerializer))]
    public async Task<List<int>> Reversed(List<int> numbers, ILambdaContext context)
    {
        await Task.Yield();
        numbers.Reverse();
        return numbers;
    }

    [LambdaSerializer(typeof(PlainSerializer))]
    public string OnlyContext(ILambdaContext context)
    {
        return context.AwsRequestId + " " + (context.Serializer is PlainSerializer) + " " + context.TraceId;
    }

    [LambdaSerializer(typeof(PlainSerializer))]
    string Hidden(string text)
    {
        return text.ToUpperInvariant();
    }

    public Stream Overloaded(Stream input)
    {
        return input;
    }

    public Stream Overloaded(Stream input, ILambdaContext context)
    {
        return Streams(input);
    }

    public Order WithoutSerializer(Stream input)
    {
        return null;
    }

    public void ThreeParameters(Stream input, ILambdaContext context, int third)
    {
    }

    public void NoContext(Stream input, string second)
    {
    }

    public async void AsyncVoid(Stream input)
    {
        await Task.Yield();
    }

    public void Params(params Stream[] inputs)
    {
    }

    public void Generic<T>(Stream input)
    {
    }

    public async Task<Stream> FailsLater(Stream input)
    {
        await Task.Delay(1);
        try
        {
            throw new ArgumentException("inner");
        }
        catch (ArgumentException e)
        {
            throw new InvalidOperationException("outer", e);
        }
    }

    public void Several()
    {
        throw new AggregateException("all", new ArgumentException("one"), new FormatException("two"));
    }

    public void TooMuch()
    {
        throw new Exception(new string('x', 300_000));
    }

    /// <summary>One value three times: by the defaults, as the function wants it, and by the defaults again.</summary>
    public static void Structured()
    {
        var order = new Order { Name = "tea", Count = 3 };
        var options = new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };
        LambdaLogger.Log("Information", "first {@order}", order);
        LambdaLogger.ConfigureStructuredLogging(new StructuredLoggingOptions { OverrideSerializerOptions = options });
        LambdaLogger.Log("Information", "then {@order}", order);
        LambdaLogger.ConfigureStructuredLogging(null);
        LambdaLogger.Log("Information", "last {@order}", order);
    }

    public void Prints(ILambdaContext context)
    {
        Console.WriteLine("line");
        Console.WriteLine(7);
        Console.WriteLine("{0} and {1}", "a", "b");
        Console.Error.WriteLine("wrong");
        Console.Write("part");
        Console.Out.WriteLineAsync("later").GetAwaiter().GetResult();
        context.Logger.Log("raw");
        context.Logger.LogLine("own line");
        context.Logger.Log("Debug", "too low");
        context.Logger.Log("Warning", "bought {count} of {product} at {price:0.00}, {{kept}} {list} {missing}", 3, "tea", 1.5, new[] { 1, 2 });
        context.Logger.Log("Error", "{1} before {0}", "zero", "one");
        context.Logger.Log("Critical", new FormatException("bad"), "with");
        LambdaLogger.Log("static");
        LambdaLogger.Log("Information", "static {level}", "levelled");
        Console.OpenStandardOutput().Write(new byte[] { 0xff, 0 }, 0, 2);
    }
}

public class Ancestor
{
    public Stream Inherited(Stream input)
    {
        return input;
    }
}

public abstract class Abstract
{
    public void Handle()
    {
    }
}

public class Typed<T>
{
    public void Handle()
    {
    }
}

public static class FailsAtOnce
{
    static FailsAtOnce()
    {
        throw new FormatException("static");
    }

    public static void Handle()
    {
    }
}
