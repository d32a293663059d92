using System.Security.Cryptography;
using System.Text;

namespace OpenHands;

/// <summary>A key or password that shows itself only when it is asked to: in logs, messages and JSON it is <c>******</c>.</summary>
/// <remarks>Immutable. Two are equal when they hold the same; comparing takes the same time wherever they differ.</remarks>
public sealed class Secret : IEquatable<Secret>
{
    private readonly string _value;

    /// <summary>Hides a value.</summary>
    /// <param name="value">The key or password, not empty.</param>
    public Secret(string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(value);
        _value = value;
    }

    /// <summary>The value. Call it where it is used, and keep it nowhere.</summary>
    public string Reveal() => _value;

    /// <summary>A secret, or <see langword="null"/> for nothing.</summary>
    /// <param name="value">The key or password; <see langword="null"/> or empty for none.</param>
    public static Secret? From(string? value) => string.IsNullOrEmpty(value) ? null : new Secret(value);

    /// <inheritdoc />
    public bool Equals(Secret? other) =>
        other is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(_value), Encoding.UTF8.GetBytes(other._value));

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as Secret);

    /// <inheritdoc />
    public override int GetHashCode() => string.GetHashCode(_value, StringComparison.Ordinal);

    /// <summary><c>******</c>.</summary>
    public override string ToString() => "******";
}
