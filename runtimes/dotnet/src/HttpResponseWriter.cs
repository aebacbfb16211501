using System;
using System.IO;
using System.Net.Sockets;
using System.Text;

namespace Lambent
{
    /// <summary>A response in parts to the Runtime API, on a connection of its own: .NET's client sends no trailers, which say why one broke off.</summary>
    sealed class HttpResponseWriter : IResponseWriter
    {
        const string ErrorType = "Lambda-Runtime-Function-Error-Type";
        const string ErrorBody = "Lambda-Runtime-Function-Error-Body";

        readonly TcpClient client;
        readonly Stream stream;

        /// <summary>`address`: host and port.</summary>
        public HttpResponseWriter(string address, string path, string contentType)
        {
            var parts = address.Split(':');
            client = new TcpClient(parts[0], int.Parse(parts[1])) { NoDelay = true };
            stream = client.GetStream();
            Send($"POST {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Type: {contentType}\r\n"
                + $"Lambda-Runtime-Function-Response-Mode: streaming\r\nTransfer-Encoding: chunked\r\nTrailer: {ErrorType}, {ErrorBody}\r\n\r\n");
        }

        public void Write(byte[] bytes, int offset, int count)
        {
            Send($"{count:X}\r\n");
            stream.Write(bytes, offset, count);
            Send("\r\n");
        }

        public void End(Failure failure)
        {
            using (client)
            {
                Send("0\r\n");
                if (failure != null) Send($"{ErrorType}: {failure.Type}\r\n{ErrorBody}: {Convert.ToBase64String(failure.Json)}\r\n");
                Send("\r\n");
                // Until the platform has all of it.
                stream.CopyTo(Stream.Null);
            }
        }

        void Send(string text)
        {
            var bytes = Encoding.ASCII.GetBytes(text);
            stream.Write(bytes, 0, bytes.Length);
        }
    }
}
