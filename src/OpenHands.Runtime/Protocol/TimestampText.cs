using System.Globalization;

namespace OpenHands.Protocol;

/// <summary>Timestamps as 0.9.3 writes them: ISO 8601, six digits of fraction or none, a zone only if one was read.</summary>
internal static class TimestampText
{
    // Longest form: 2024-09-12T20:51:34.123456+00:00
    public const int MaxLength = 32;

    public static int Format(DateTimeOffset timestamp, bool withZone, Span<char> destination)
    {
        var value = withZone ? timestamp : timestamp.ToUniversalTime();
        var hasFraction = value.Ticks % TimeSpan.TicksPerSecond >= TimeSpan.TicksPerMicrosecond;
        var format = (hasFraction, withZone) switch
        {
            (true, false) => "yyyy-MM-ddTHH:mm:ss.ffffff",
            (true, true) => "yyyy-MM-ddTHH:mm:ss.ffffffzzz",
            (false, false) => "yyyy-MM-ddTHH:mm:ss",
            (false, true) => "yyyy-MM-ddTHH:mm:sszzz",
        };
        value.TryFormat(destination, out var written, format, CultureInfo.InvariantCulture);
        return written;
    }

    public static bool TryParse(string text, out DateTimeOffset timestamp, out bool hasZone)
    {
        hasZone = text.EndsWith('Z') || (text.Length > 19 && text.AsSpan(19).IndexOfAny('+', '-') >= 0);
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out timestamp)
            && text.Length >= 10 && char.IsAsciiDigit(text[0]) && text[4] == '-';
    }
}
