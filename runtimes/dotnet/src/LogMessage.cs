using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Lambent
{
    /// <summary>A message made of a template such as `bought {count} of {product}` or `{0:0.00}`, and of the values for its places.</summary>
    sealed class LogMessage
    {
        /// <summary>Bytes of an array that a message shows.</summary>
        const int BytesShown = 16;

        readonly List<KeyValuePair<Place, object>> values = new List<KeyValuePair<Place, object>>();

        public readonly string Text;

        public LogMessage(string template, object[] arguments)
        {
            Text = template == null || arguments == null || arguments.Length == 0 ? template ?? "" : Fill(template, arguments);
        }

        /// <summary>Each place that has a value, as a member of its name.</summary>
        public void WriteProperties(Utf8JsonWriter writer, JsonSerializerOptions options)
        {
            foreach (var pair in values)
            {
                if (pair.Value == null) continue;
                writer.WritePropertyName(pair.Key.Name);
                WriteTree(writer, pair.Key, pair.Value, options);
            }
        }

        string Fill(string template, object[] arguments)
        {
            var places = Place.In(template);
            var byNumber = Place.AreNumbered(places);
            var text = new StringBuilder();
            var at = 0;
            for (var n = 0; n < places.Count && (byNumber || n < arguments.Length); n += 1)
            {
                var place = places[n];
                var index = byNumber ? int.Parse(place.Name, CultureInfo.InvariantCulture) : n;
                var value = index < arguments.Length ? arguments[index] : null;
                values.Add(new KeyValuePair<Place, object>(place, value));
                text.Append(template, at, place.Start - at).Append(Shown(place, value));
                at = place.End;
            }
            return text.Append(template, at, template.Length - at).ToString();
        }

        /// <summary>Lists and tables are not shown in the text, only in JSON.</summary>
        static string Shown(Place place, object value)
        {
            if (value is byte[] bytes) return Hexadecimal(bytes);
            return value == null || value is IList || value is IDictionary ? place.Token : Formatted(place, value);
        }

        static string Formatted(Place place, object value)
        {
            if (place.Format == null && value is DateTime time) return time.ToString(Logs.TimeFormat, CultureInfo.InvariantCulture);
            if (place.Format == null && value is DateTimeOffset moment) return moment.ToString(Logs.TimeFormat, CultureInfo.InvariantCulture);
            try
            {
                return string.Format(CultureInfo.InvariantCulture, place.Format == null ? "{0}" : "{0:" + place.Format + "}", value);
            }
            catch (FormatException)
            {
                return value.ToString();
            }
        }

        static string Hexadecimal(byte[] bytes)
        {
            var shown = BitConverter.ToString(bytes, 0, Math.Min(bytes.Length, BytesShown)).Replace("-", "");
            return bytes.Length > BytesShown ? $"{shown}... ({bytes.Length} bytes)" : shown;
        }

        static void WriteTree(Utf8JsonWriter writer, Place place, object value, JsonSerializerOptions options)
        {
            if (value is byte[] || place.IsWhole || !(value is IEnumerable several) || value is string) WriteValue(writer, place, value, options);
            else if (value is IDictionary table)
            {
                writer.WriteStartObject();
                foreach (DictionaryEntry entry in table)
                {
                    writer.WritePropertyName(entry.Key.ToString());
                    WriteValue(writer, place, entry.Value, options);
                }
                writer.WriteEndObject();
            }
            else if (value is IList)
            {
                writer.WriteStartArray();
                foreach (var item in several) WriteValue(writer, place, item, options);
                writer.WriteEndArray();
            }
            else WriteValue(writer, place, value, options);
        }

        static void WriteValue(Utf8JsonWriter writer, Place place, object value, JsonSerializerOptions options)
        {
            if (value == null) writer.WriteNullValue();
            else if (place.IsWhole) JsonSerializer.Serialize(writer, value, value.GetType(), options);
            else if (value is byte[] bytes) writer.WriteStringValue(Hexadecimal(bytes));
            else if (place.Format != null) writer.WriteStringValue(Formatted(place, value));
            else if (value is bool || value is decimal || value is double || value is float || IsInteger(value))
                JsonSerializer.Serialize(writer, value, value.GetType());
            else writer.WriteStringValue(Formatted(place, value));
        }

        static bool IsInteger(object value)
        {
            return value is int || value is long || value is byte || value is sbyte || value is short || value is ushort || value is uint
                || value is ulong;
        }
    }
}
