namespace OpenHands.Browsing.Language;

/// <summary>A function of the browser action language.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Parameters">Its parameters, required ones first.</param>
/// <param name="Summary">What it does, in one sentence.</param>
/// <param name="Example">A call of it.</param>
internal sealed record BrowserFunction(string Name, IReadOnlyList<BrowserParameter> Parameters, string Summary, string Example)
{
    /// <summary>How it is written: <c>click(bid, button="left")</c>.</summary>
    public string Signature => $"{Name}({string.Join(", ", Parameters.Select(parameter => parameter.Default is { } value ? $"{parameter.Name}={value}" : parameter.Name))})";
}
