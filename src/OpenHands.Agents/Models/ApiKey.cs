using System.ComponentModel;
using System.Globalization;

namespace OpenHands.Agents;

/// <summary>A key of a model's endpoint. It never prints: not in logs, not in a debugger, not as JSON.</summary>
[TypeConverter(typeof(Converter))]
public sealed class ApiKey
{
    /// <summary>What stands in its place wherever it is shown.</summary>
    public const string Mask = "******";

    private readonly string _value;

    /// <summary>Keeps a key.</summary>
    /// <exception cref="ArgumentException">It is empty, or holds a character that no HTTP header takes.</exception>
    public ApiKey(string value)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(value);
        _value = value.Trim();
        if (_value.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            throw new ArgumentException("The API key holds a space, a control character or one that is not ASCII; no HTTP header takes it. Was more copied than the key?", nameof(value));
        }
    }

    /// <summary>The key itself. Only for sending it to the endpoint that it is for.</summary>
    public string Reveal() => _value;

    /// <summary>The key of an environment variable; <see langword="null"/> when it is not set or empty.</summary>
    public static ApiKey? FromEnvironment(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { } value && !string.IsNullOrWhiteSpace(value) ? new ApiKey(value) : null;

    /// <summary>The text without the key.</summary>
    internal string RemoveFrom(string text) => text.Replace(_value, Mask, StringComparison.Ordinal);

    /// <summary><see cref="Mask"/>.</summary>
    public override string ToString() => Mask;

    // For configuration files and variables, which hold strings.
    private sealed class Converter : TypeConverter
    {
        public override bool CanConvertFrom(ITypeDescriptorContext? context, Type sourceType) =>
            sourceType == typeof(string) || base.CanConvertFrom(context, sourceType);

        public override object? ConvertFrom(ITypeDescriptorContext? context, CultureInfo? culture, object value) =>
            value is string text ? (string.IsNullOrWhiteSpace(text) ? null : new ApiKey(text)) : base.ConvertFrom(context, culture, value);
    }
}
