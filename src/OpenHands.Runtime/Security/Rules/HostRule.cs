namespace OpenHands.Security;

/// <summary>What to think of reaching a machine. The first rule of a policy that fits counts.</summary>
public sealed record HostRule
{
    /// <summary>Patterns for names and addresses in lower case; <c>*</c> stands for any characters. Addresses are compared in their usual form, however they were written.</summary>
    public required StringList Hosts { get; init; }

    /// <summary>The risk.</summary>
    public required SecurityRisk Risk { get; init; }

    /// <summary>Why, to go on after the name: <c>is the cloud's metadata service</c>.</summary>
    public required string Reason { get; init; }
}
