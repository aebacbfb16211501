using System;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Lambent
{
    /// <summary>The function's log: lines with time, request and level, or one JSON object a message.</summary>
    sealed class Logs
    {
        public const string TimeFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";

        readonly LogFrames frames;
        readonly LogLevel minimum;
        readonly bool json;
        readonly bool unformatted;

        public Logs(LogFrames frames)
        {
            this.frames = frames;
            minimum = LogLevels.Of(Setting("LEVEL")) ?? LogLevel.Information;
            var format = Setting("FORMAT");
            json = string.Equals(format, "json", StringComparison.OrdinalIgnoreCase);
            unformatted = string.Equals(format, "unformatted", StringComparison.OrdinalIgnoreCase);
        }

        /// <summary>Whose messages are written from now on.</summary>
        public string RequestId { get; set; } = "";

        /// <summary>How values are written to JSON that are written with all their members; null: by the defaults.</summary>
        public JsonSerializerOptions ValueOptions { get; set; }

        /// <summary>.NET's own setting wins over Lambda's.</summary>
        static string Setting(string name)
        {
            var own = Environment.GetEnvironmentVariable("AWS_LAMBDA_HANDLER_LOG_" + name);
            return string.IsNullOrEmpty(own) ? Environment.GetEnvironmentVariable("AWS_LAMBDA_LOG_" + name) : own;
        }

        /// <summary>Text as it is, without a line's end: what `Write` of the console does.</summary>
        public void WriteRaw(string text)
        {
            if (!string.IsNullOrEmpty(text)) frames.Write(text, json, null);
        }

        /// <summary>One message. `template` has places for the arguments, such as `{count}`.</summary>
        public void Write(LogLevel? level, string template, object[] arguments = null, Exception exception = null)
        {
            if (level < minimum) return;
            var message = new LogMessage(template, arguments);
            frames.Write((json ? Record(level, message, exception) : Line(level, message, exception)) + "\n", json, level);
        }

        string Line(LogLevel? level, LogMessage message, Exception exception)
        {
            if (unformatted) return message.Text;
            var line = new StringBuilder(Now()).Append('\t').Append(RequestId).Append('\t');
            if (level != null) line.Append(LogLevels.Label(level.Value)).Append('\t');
            line.Append(message.Text);
            if (exception != null) line.Append(message.Text.Length > 0 ? "\n" : "").Append(exception);
            return line.ToString();
        }

        string Record(LogLevel? level, LogMessage message, Exception exception)
        {
            var traceId = Environment.GetEnvironmentVariable("_X_AMZN_TRACE_ID");
            var record = Json.Of(writer =>
            {
                writer.WriteString("timestamp", Now());
                writer.WriteString("level", (level ?? LogLevel.Information).ToString());
                if (RequestId.Length > 0) writer.WriteString("requestId", RequestId);
                if (!string.IsNullOrEmpty(traceId)) writer.WriteString("traceId", traceId);
                writer.WriteString("message", message.Text);
                message.WriteProperties(writer, ValueOptions);
                if (exception == null) return;
                writer.WriteString("errorType", exception.GetType().FullName);
                writer.WriteString("errorMessage", exception.Message);
                writer.WriteStartArray("stackTrace");
                foreach (var line in exception.ToString().Split('\n')) writer.WriteStringValue(line.Trim());
                writer.WriteEndArray();
            });
            return Encoding.UTF8.GetString(record);
        }

        static string Now()
        {
            return DateTime.UtcNow.ToString(TimeFormat, CultureInfo.InvariantCulture);
        }
    }
}
