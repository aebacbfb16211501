using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Text.Json;

namespace Lambent
{
    /// <summary>What went wrong, as callers and the log get it.</summary>
    sealed class Failure
    {
        const int JsonBytesMax = 256 * 1024;
        const string OwnFrame = "at Lambent.";

        /// <summary>How the framework stands between the runtime and the function in a trace.</summary>
        static readonly string[] Between =
        {
            "at System.Reflection.", "at System.RuntimeMethodHandle.", "at System.RuntimeType.", "at System.Runtime.", "at InvokeStub_",
            "---"
        };

        public readonly string Type;
        public readonly byte[] Json;
        public readonly string LogText;

        public Failure(Exception thrown)
        {
            Type = thrown.GetType().Name;
            LogText = string.Join("\n", Shortened(thrown.ToString()));
            Json = Lambent.Json.Of(writer => Write(writer, thrown), true);
            if (Json.Length > JsonBytesMax)
            {
                Json = Lambent.Json.Of(writer => writer.WriteString("errorMessage", "Exception exceeded maximum payload size of 256KB."));
            }
        }

        static void Write(Utf8JsonWriter writer, Exception thrown)
        {
            writer.WriteString("errorType", thrown.GetType().Name);
            writer.WriteString("errorMessage", thrown.Message);
            WriteTrace(writer, thrown);
            if (thrown.InnerException != null)
            {
                writer.WriteStartObject("cause");
                Write(writer, thrown.InnerException);
                writer.WriteEndObject();
            }
            if (!(thrown is AggregateException several)) return;
            writer.WriteStartArray("causes");
            foreach (var one in several.InnerExceptions)
            {
                writer.WriteStartObject();
                Write(writer, one);
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
        }

        static void WriteTrace(Utf8JsonWriter writer, Exception thrown)
        {
            if (string.IsNullOrEmpty(thrown.StackTrace)) return;
            writer.WriteStartArray("stackTrace");
            foreach (var line in Shortened(new StackTrace(thrown, true).ToString()))
            {
                if (line.Trim().Length > 0) writer.WriteStringValue(line.Trim());
            }
            writer.WriteEndArray();
        }

        /// <summary>Lines without those of the runtime's own frames, and of the framework's that led from there to the function.</summary>
        static List<string> Shortened(string text)
        {
            var kept = new List<string>();
            foreach (var line in text.Split('\n'))
            {
                if (!line.TrimStart().StartsWith(OwnFrame, StringComparison.Ordinal)) kept.Add(line.TrimEnd('\r'));
                else while (kept.Count > 0 && IsBetween(kept[kept.Count - 1])) kept.RemoveAt(kept.Count - 1);
            }
            return kept;
        }

        static bool IsBetween(string line)
        {
            return Array.Exists(Between, beginning => line.TrimStart().StartsWith(beginning, StringComparison.Ordinal));
        }
    }
}
