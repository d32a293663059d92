namespace OpenHands.Security;

/// <summary>What to think of touching a path. The first rule of a policy that fits counts.</summary>
public sealed record PathRule
{
    /// <summary>
    /// Patterns for whole absolute paths; <c>~</c> is the home directory, <c>{workspace}</c> each of <see cref="SecurityPolicy.Workspace"/>. <c>*</c> stands for any
    /// characters, slashes too, <c>?</c> for one; a leading <c>**/</c> for any directory.
    /// </summary>
    public required StringList Paths { get; init; }

    /// <summary>Which kind of access it is about. Default any.</summary>
    public PathAccess Access { get; init; }

    /// <summary>The risk.</summary>
    public required SecurityRisk Risk { get; init; }

    /// <summary>Why, to go on after the path: <c>holds keys</c>.</summary>
    public required string Reason { get; init; }
}
