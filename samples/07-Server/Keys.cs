/// <summary>Keys that the server gets by its environment.</summary>
internal static class Keys
{
    /// <summary>Reads a variable and removes it: the shells of agents inherit the environment, and need no keys of the server.</summary>
    /// <returns>The key; <see langword="null"/> when there is none.</returns>
    public static string? Take(string variable)
    {
        var key = Environment.GetEnvironmentVariable(variable);
        Environment.SetEnvironmentVariable(variable, null);
        return string.IsNullOrWhiteSpace(key) ? null : key;
    }
}
