using System;
using System.IO;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Threading;

namespace Lambent
{
    /// <summary>The platform's Runtime API in place of frames, for a runtime below a wrapper or beside extensions.</summary>
    sealed class HttpChannel : IChannel
    {
        const string Api = "/2018-06-01/runtime";

        /// <summary>Of every stream, as on AWS: metadata may come first.</summary>
        public const string StreamedType = "application/vnd.awslambda.http-integration-response";

        static readonly Encoding Latin1 = Encoding.GetEncoding("latin1");

        readonly HttpClient client = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        readonly string address = Environment.GetEnvironmentVariable("AWS_LAMBDA_RUNTIME_API");

        /// <summary>The first request for an event says so.</summary>
        public void Ready()
        {
        }

        public void InitError(Failure failure)
        {
            Post("/init/error", failure.Json, failure.Json.Length, failure.Type);
        }

        public void Respond(string requestId, MemoryStream result)
        {
            Post($"/invocation/{requestId}/response", result.GetBuffer(), (int)result.Length, null);
        }

        public void Fail(string requestId, Failure failure)
        {
            Post($"/invocation/{requestId}/error", failure.Json, failure.Json.Length, failure.Type);
        }

        public IResponseWriter Stream(string requestId)
        {
            return new HttpResponseWriter(address, $"{Api}/invocation/{requestId}/response", StreamedType);
        }

        public Invocation Next()
        {
            HttpResponseMessage response;
            try
            {
                response = client.GetAsync(Url("/invocation/next")).GetAwaiter().GetResult();
            }
            catch (HttpRequestException)
            {
                return null;
            }
            if (!response.IsSuccessStatusCode) throw new IOException("The platform answered " + (int)response.StatusCode);
            var headers = response.Headers;
            return new Invocation
            {
                RequestId = Text(headers, "Lambda-Runtime-Aws-Request-Id"),
                DeadlineMs = long.Parse(Text(headers, "Lambda-Runtime-Deadline-Ms")),
                InvokedFunctionArn = Text(headers, "Lambda-Runtime-Invoked-Function-Arn"),
                TraceId = Text(headers, "Lambda-Runtime-Trace-Id"),
                TenantId = Text(headers, "Lambda-Runtime-Aws-Tenant-Id"),
                ClientContext = Text(headers, "Lambda-Runtime-Client-Context"),
                Identity = Text(headers, "Lambda-Runtime-Cognito-Identity"),
                Event = response.Content.ReadAsStreamAsync().GetAwaiter().GetResult()
            };
        }

        string Url(string path)
        {
            return $"http://{address}{Api}{path}";
        }

        /// <summary>A result too large is refused with 413: the platform has told the caller, and the next event comes.</summary>
        void Post(string path, byte[] body, int bytes, string errorType)
        {
            using (var request = new HttpRequestMessage(HttpMethod.Post, Url(path)))
            {
                request.Content = new ByteArrayContent(body, 0, bytes);
                request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
                if (errorType != null) request.Headers.Add("Lambda-Runtime-Function-Error-Type", Uri.EscapeDataString(errorType));
                using (var response = client.SendAsync(request).GetAwaiter().GetResult())
                {
                    var status = (int)response.StatusCode;
                    if (status != 202 && status != 413) throw new IOException("The platform answered " + status);
                }
            }
        }

        /// <summary>UTF-8 that came as one character for each byte.</summary>
        static string Text(HttpHeaders headers, string name)
        {
            return headers.TryGetValues(name, out var values) ? Encoding.UTF8.GetString(Latin1.GetBytes(string.Join(",", values))) : null;
        }
    }
}
