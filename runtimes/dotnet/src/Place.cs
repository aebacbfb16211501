using System.Collections.Generic;
using System.Globalization;

namespace Lambent
{
    /// <summary>`{name}`, `{name:format}` or `{@name}` in a message's template. Two braces are no place.</summary>
    sealed class Place
    {
        public readonly int Start;
        public readonly int End;
        /// <summary>With its braces.</summary>
        public readonly string Token;
        public readonly string Name;
        public readonly string Format;
        /// <summary>Whether a value is written to JSON with all its members.</summary>
        public readonly bool IsWhole;

        Place(string template, int start, int end)
        {
            Start = start;
            End = end;
            Token = template.Substring(start, end - start);
            var inner = Token.Substring(1, Token.Length - 2);
            IsWhole = inner[0] == '@';
            var parts = inner.Substring(IsWhole ? 1 : 0).Split(new[] { ':' }, 2);
            Name = parts[0].Trim();
            Format = parts.Length > 1 && parts[1].Trim().Length > 0 ? parts[1].Trim() : null;
        }

        public static List<Place> In(string template)
        {
            var places = new List<Place>();
            for (var at = 0; at < template.Length; at += 1)
            {
                if (template[at] != '{') continue;
                var next = at + 1 < template.Length ? template[at + 1] : '}';
                var end = template.IndexOf('}', at);
                if (next == '{') at += 1;
                else if (next != '}' && end > 0)
                {
                    places.Add(new Place(template, at, end + 1));
                    at = end;
                }
            }
            return places;
        }

        /// <summary>Whether the names are numbers, from 0 on and none left out.</summary>
        public static bool AreNumbered(List<Place> places)
        {
            var numbers = new HashSet<int>();
            var largest = -1;
            foreach (var place in places)
            {
                if (!int.TryParse(place.Name, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return false;
                numbers.Add(number);
                if (number > largest) largest = number;
            }
            return numbers.Count == largest + 1;
        }
    }
}
