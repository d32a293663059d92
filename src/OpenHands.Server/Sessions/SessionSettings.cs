namespace OpenHands.Server;

/// <summary>What a client chose for its session. What it left open is <see langword="null"/>.</summary>
/// <remarks>Belongs to one session; nothing of it reaches another. Its text form hides the key.</remarks>
public sealed record SessionSettings
{
    /// <summary>Name of the agent.</summary>
    public string? Agent { get; init; }

    /// <summary>Name of the model that the agent is to use.</summary>
    public string? Model { get; init; }

    /// <summary>Key for the model. Masked in everything that is stored or sent.</summary>
    public string? ApiKey { get; init; }

    /// <summary>Address of the model's service.</summary>
    public string? BaseUrl { get; init; }

    /// <summary>Whether actions wait for the user's consent.</summary>
    public bool? ConfirmationMode { get; init; }

    /// <summary>Name of the security analyzer; empty for none.</summary>
    public string? SecurityAnalyzer { get; init; }

    /// <summary>Most steps of the agent since the user's last words; 1 or more.</summary>
    public int? MaxIterations { get; init; }

    /// <summary>What a client leaves to the server again, having chosen it before.</summary>
    internal SessionChoices GivenBack { get; init; }

    /// <summary>These settings, with those of another where these say nothing. A key stays with its address: whoever names another address brings a key for it.</summary>
    public SessionSettings Or(SessionSettings other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new SessionSettings
        {
            Agent = Agent ?? other.Agent,
            Model = Model ?? other.Model,
            ApiKey = ApiKey ?? (BaseUrl is null || BaseUrl == other.BaseUrl ? other.ApiKey : null),
            BaseUrl = BaseUrl ?? other.BaseUrl,
            ConfirmationMode = ConfirmationMode ?? other.ConfirmationMode,
            SecurityAnalyzer = SecurityAnalyzer ?? other.SecurityAnalyzer,
            MaxIterations = MaxIterations ?? other.MaxIterations,
        };
    }

    /// <summary>These settings, for a session that has others: it keeps what these say nothing of, and what they give back is as the server is set up.</summary>
    internal SessionSettings Over(SessionSettings before, SessionSettings defaults)
    {
        SessionSettings From(SessionChoices choice) => GivenBack.HasFlag(choice) ? defaults : before;
        var baseUrl = From(SessionChoices.BaseUrl).BaseUrl;
        var key = From(baseUrl == before.BaseUrl ? SessionChoices.ApiKey : SessionChoices.BaseUrl);
        return Or(new SessionSettings
        {
            Agent = From(SessionChoices.Agent).Agent,
            Model = From(SessionChoices.Model).Model,
            // No key goes to an address that it is not for, whichever of the two is given back.
            ApiKey = key.BaseUrl == baseUrl ? key.ApiKey : null,
            BaseUrl = baseUrl,
            ConfirmationMode = From(SessionChoices.ConfirmationMode).ConfirmationMode,
            SecurityAnalyzer = From(SessionChoices.SecurityAnalyzer).SecurityAnalyzer,
            MaxIterations = From(SessionChoices.MaxIterations).MaxIterations,
        });
    }

    /// <summary>The settings as text, without the key.</summary>
    public override string ToString()
    {
        var key = ApiKey is null ? "" : "******";
        return $"Agent = {Agent}, Model = {Model}, ApiKey = {key}, BaseUrl = {BaseUrl}, ConfirmationMode = {ConfirmationMode}, SecurityAnalyzer = {SecurityAnalyzer}, MaxIterations = {MaxIterations}";
    }
}
