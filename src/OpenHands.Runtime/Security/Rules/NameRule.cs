namespace OpenHands.Security;

/// <summary>What to think of a name of Python, or of a variable of the shell. The first rule of a policy that fits counts.</summary>
public sealed record NameRule
{
    /// <summary>Names; for Python with their module, such as <c>os.remove</c>, or <c>?.name</c> for that member of anything. <c>*</c> stands for any characters.</summary>
    public required StringList Names { get; init; }

    /// <summary>For Python: what the function does with its arguments. Default <see cref="OperandUse.Text"/>.</summary>
    public OperandUse Arguments { get; init; }

    /// <summary>The risk.</summary>
    public required SecurityRisk Risk { get; init; }

    /// <summary>What it does, to go on after the name: <c>deletes files</c>.</summary>
    public required string Reason { get; init; }
}
