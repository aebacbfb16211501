using System;
using System.IO;
using System.Text;
using System.Threading.Tasks;
using Amazon.Lambda.Core.ResponseStreaming;

/// <summary>Handlers that stream their responses.</summary>
public class Streams
{
    public async Task<Stream> Parts(Stream input)
    {
        var stream = LambdaResponseStreamFactory.CreateStream();
        await Write(stream, "one");
        await Write(stream, "");
        await Write(stream, new string('x', 100000));
        await Write(stream, stream.BytesWritten.ToString());
        return null;
    }

    public async Task Http(Stream input)
    {
        var stream = LambdaResponseStreamFactory.CreateHttpStream("{\"statusCode\":201}");
        await Write(stream, "body " + stream.BytesWritten);
    }

    public async Task BreaksOff(Stream input)
    {
        await Write(LambdaResponseStreamFactory.CreateStream(), "begun");
        throw new FormatException("broken");
    }

    public void Twice(Stream input)
    {
        LambdaResponseStreamFactory.CreateStream();
        LambdaResponseStreamFactory.CreateStream();
    }

    static LambdaResponseStream last;

    /// <summary>Tells what comes of writing to the stream of the invocation before.</summary>
    public async Task Late(Stream input)
    {
        var before = last;
        last = LambdaResponseStreamFactory.CreateStream();
        if (before == null) return;
        try
        {
            await Write(before, "late");
        }
        catch (InvalidOperationException e)
        {
            await Write(last, e.Message);
        }
    }

    static Task Write(LambdaResponseStream stream, string text)
    {
        var bytes = Encoding.UTF8.GetBytes("__" + text);
        return stream.WriteAsync(bytes, 2, bytes.Length - 2);
    }
}
