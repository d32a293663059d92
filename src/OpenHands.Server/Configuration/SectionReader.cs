using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace OpenHands.Server.Configuration;

/// <summary>Reads the values of one section, and remembers what was wrong and what was not asked for.</summary>
internal sealed class SectionReader(IConfigurationSection section, List<string> problems, List<string> warnings)
{
    private readonly HashSet<string> _known = new(StringComparer.OrdinalIgnoreCase);

    public IConfigurationSection Section => section;

    public SectionReader Below(string key)
    {
        _known.Add(key);
        return new SectionReader(section.GetSection(key), problems, warnings);
    }

    /// <summary>A text; an empty one counts as none.</summary>
    public string? Text(string key)
    {
        _known.Add(key);
        return section[key] is { Length: > 0 } value ? value : null;
    }

    public string Text(string key, string otherwise) => Text(key) ?? otherwise;

    public Secret? Secret(string key, Secret? otherwise = null) => OpenHands.Secret.From(Text(key)) ?? otherwise;

    /// <summary>True for <c>true</c> and <c>1</c>, as in 0.9.3; anything that is not false either is told.</summary>
    public bool? Flag(string key)
    {
        if (Text(key) is not { } value)
        {
            return null;
        }

        var isTrue = value is "1" || value.Equals("true", StringComparison.OrdinalIgnoreCase);
        if (!isTrue && value is not "0" && !value.Equals("false", StringComparison.OrdinalIgnoreCase))
        {
            warnings.Add($"{PathOf(key)} is '{value}', which counts as false. Only 'true' and '1' mean true.");
        }

        return isTrue;
    }

    public bool Flag(string key, bool otherwise) => Flag(key) ?? otherwise;

    public int? Whole(string key, int least)
    {
        if (Text(key) is not { } value)
        {
            return null;
        }

        if (int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least)
        {
            return number;
        }

        problems.Add($"{PathOf(key)} is '{value}'; it must be a whole number, {least} or more.");
        return null;
    }

    public int Whole(string key, int least, int otherwise) => Whole(key, least) ?? otherwise;

    public double? Number(string key, double least, double most = double.MaxValue)
    {
        if (Text(key) is not { } value)
        {
            return null;
        }

        if (double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        problems.Add(most == double.MaxValue
            ? string.Create(CultureInfo.InvariantCulture, $"{PathOf(key)} is '{value}'; it must be a number, {least} or more.")
            : string.Create(CultureInfo.InvariantCulture, $"{PathOf(key)} is '{value}'; it must be a number from {least} to {most}."));
        return null;
    }

    /// <summary>A number of seconds.</summary>
    public TimeSpan? Seconds(string key, double least) => Number(key, least, TimeSpan.FromDays(365).TotalSeconds) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;

    /// <summary>A list: entries 0, 1, 2…; <see langword="null"/> when there are none.</summary>
    public IReadOnlyList<string>? Words(string key)
    {
        _known.Add(key);
        string[] words = [.. section.GetSection(key).GetChildren().Select(child => child.Value).OfType<string>()];
        return words.Length > 0 ? words : section[key] is { Length: > 0 } single ? LegacyValues.List(single) : null;
    }

    /// <summary>Names with values.</summary>
    public IReadOnlyDictionary<string, string> Map(string key)
    {
        _known.Add(key);
        return section.GetSection(key).GetChildren().Where(child => child.Value is not null).ToDictionary(child => child.Key, child => child.Value!, StringComparer.Ordinal);
    }

    public void Refuse(string key, string why) => problems.Add($"{PathOf(key)} is '{section[key]}'; {why}");

    /// <summary>Tells the keys that nothing has asked for. Their values are not told: they may be keys in another sense.</summary>
    public void WarnOfUnknownKeys()
    {
        foreach (var child in section.GetChildren().Where(child => !_known.Contains(child.Key)))
        {
            warnings.Add($"{child.Path} is no setting and does nothing. Is its name right?");
        }
    }

    private string PathOf(string key) => $"{section.Path}:{key}";
}
