using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace OpenHands.Server.Access;

/// <summary>Signs and reads what lets a client come back to its session: a JSON Web Token (HS256) with <c>sid</c>, <c>iat</c> and <c>exp</c>.</summary>
/// <remarks>Tokens of 0.9.3, which never expire, are good if they were signed with the same secret. Safe for concurrent use.</remarks>
internal sealed class SessionTokens
{
    private const int LongestToken = 4096;

    private readonly JsonWebTokenHandler _handler = new() { MaximumTokenSizeInBytes = LongestToken, SetDefaultTimesOnTokenCreation = false };
    private readonly SigningCredentials _credentials;
    private readonly TokenValidationParameters _validation;
    private readonly TimeSpan _lifetime;
    private readonly TimeProvider _time;

    public SessionTokens(string secret, TimeSpan lifetime, TimeProvider time)
    {
        _lifetime = lifetime;
        _time = time;

        // The library wants keys of 256 bits. HMAC fills shorter ones up with zeros itself, so the signature is the same.
        var bytes = Encoding.UTF8.GetBytes(secret);
        var key = new SymmetricSecurityKey(bytes.Length < 64 ? [.. bytes, .. new byte[64 - bytes.Length]] : bytes);
        _credentials = new SigningCredentials(key, SecurityAlgorithms.HmacSha256);
        _validation = new TokenValidationParameters
        {
            IssuerSigningKey = key,
            ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
            ValidateIssuer = false,
            ValidateAudience = false,
            RequireExpirationTime = false,
            LifetimeValidator = (_, expires, _, _) => expires is null || expires > _time.GetUtcNow().UtcDateTime,
        };
    }

    /// <summary>A new token for a session.</summary>
    public string Sign(string sessionId)
    {
        var now = _time.GetUtcNow();
        return SignPayload($$"""{"sid":"{{JsonEncodedText.Encode(sessionId)}}","iat":{{now.ToUnixTimeSeconds()}},"exp":{{(now + _lifetime).ToUnixTimeSeconds()}}}""");
    }

    /// <summary>The session that a token is for; <see langword="null"/> when it is not ours, expired, or for no session.</summary>
    public string? Read(string? token)
    {
        if (string.IsNullOrEmpty(token) || token.Length > LongestToken)
        {
            return null;
        }

        // Nothing is fetched, so this is done at once.
        var result = _handler.ValidateTokenAsync(token, _validation).GetAwaiter().GetResult();
        return result is { IsValid: true, SecurityToken: JsonWebToken jwt } && jwt.TryGetPayloadValue<string>("sid", out var sid) && SessionIds.IsValid(sid) ? sid : null;
    }

    /// <summary>A token with this payload.</summary>
    internal string SignPayload(string payload) => _handler.CreateToken(payload, _credentials);
}
