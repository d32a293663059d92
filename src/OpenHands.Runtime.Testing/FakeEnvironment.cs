namespace OpenHands.Testing;

/// <summary>The variables that were set for the fake sandbox.</summary>
internal sealed class FakeEnvironment
{
    private volatile IReadOnlyDictionary<string, string> _variables = new Dictionary<string, string>();
    private readonly Lock _gate = new();

    public IReadOnlyDictionary<string, string> Variables => _variables;

    public void Set(IReadOnlyDictionary<string, string> variables)
    {
        lock (_gate)
        {
            var all = new Dictionary<string, string>(_variables, StringComparer.Ordinal);
            foreach (var (name, value) in variables)
            {
                all[name] = value;
            }

            _variables = all;
        }
    }
}
