using System.Collections;
using System.Text.RegularExpressions;

namespace OpenHands;

/// <summary>Rules for environment variables, and those that the host program's own environment hands on.</summary>
public static partial class EnvironmentVariables
{
    private const string HandedOnPrefix = "SANDBOX_ENV_";

    /// <summary>Checks one variable.</summary>
    /// <returns>A sentence that says what is wrong, or <see langword="null"/> when nothing is.</returns>
    public static string? WhyInvalid(string name, string? value)
    {
        if (name is null || !NamePattern().IsMatch(name))
        {
            return $"'{name}' is not a variable name: letters, digits and '_', not beginning with a digit.";
        }

        return value is null ? $"the value of '{name}' is null; use an empty string."
            : value.Contains('\0') ? $"the value of '{name}' holds a NUL character, which no environment can."
            : null;
    }

    /// <summary>Throws when a variable is not valid.</summary>
    /// <exception cref="ArgumentException">The message names the variable and the reason.</exception>
    public static void ThrowIfInvalid(IReadOnlyDictionary<string, string> variables)
    {
        ArgumentNullException.ThrowIfNull(variables);
        foreach (var (name, value) in variables)
        {
            if (WhyInvalid(name, value) is { } reason)
            {
                throw new ArgumentException($"Environment: {reason}", nameof(variables));
            }
        }
    }

    /// <summary>The variables named <c>SANDBOX_ENV_X</c>, as <c>X</c>.</summary>
    internal static Dictionary<string, string> HandedOn(IDictionary hostEnvironment) => hostEnvironment
        .Cast<DictionaryEntry>()
        .Select(entry => (Name: (string)entry.Key, Value: (string?)entry.Value ?? ""))
        .Where(entry => entry.Name.StartsWith(HandedOnPrefix, StringComparison.Ordinal))
        .ToDictionary(entry => entry.Name[HandedOnPrefix.Length..], entry => entry.Value, StringComparer.Ordinal);

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*\\z", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();
}
