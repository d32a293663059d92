namespace OpenHands.Remote;

/// <summary>Options of a <see cref="RemoteRuntime"/>: a host that runs (<see cref="Url"/>), or a service that starts one (<see cref="Service"/>).</summary>
public sealed class RemoteRuntimeOptions : RuntimeOptions
{
    /// <summary>Where an executor host runs, such as <c>https://sandbox.example/</c>. Exactly one of this and <see cref="Service"/> is given.</summary>
    public Uri? Url { get; set; }

    /// <summary>The key that the host was started with (<c>SESSION_API_KEY</c>); <see langword="null"/> for one without a key.</summary>
    public string? ApiKey { get; set; }

    /// <summary>The service that starts a sandbox. Exactly one of this and <see cref="Url"/> is given.</summary>
    public SandboxServiceOptions? Service { get; set; }

    /// <summary>
    /// Whether keys and commands may go over plain http:// to another machine, where everybody on the way can read and change them. Default
    /// <see langword="false"/>. Loopback addresses are always allowed.
    /// </summary>
    public bool AllowInsecure { get; set; }

    /// <summary>
    /// Whether what runs in the sandbox goes on when the runtime stops, and a sandbox that a service started stays. Default
    /// <see langword="false"/>: commands are stopped, the sandbox is given back. Files stay on a host that was attached to.
    /// </summary>
    public bool LeaveRunning { get; set; }

    /// <summary>What stands between the sandbox and this machine; <see langword="null"/> for another machine, or nothing where the address is a loopback one. Default <see langword="null"/>.</summary>
    public IsolationLevel? Isolation { get; set; }

    /// <summary>How long the host may take to be there. Default 60 s. Between 1 ms and 24 h.</summary>
    public TimeSpan StartTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a broken connection is opened again before an action fails. Default 15 s. Between 1 ms and 24 h.</summary>
    public TimeSpan ReconnectTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>What is wrong with an address; <see langword="null"/> when nothing is.</summary>
    internal static string? WhyInvalid(string option, Uri url, bool allowInsecure)
    {
        if (!url.IsAbsoluteUri || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps))
        {
            return $"{option} '{url}' must be an absolute http or https address.";
        }

        if (url.UserInfo.Length > 0 || url.Query.Length > 0 || url.Fragment.Length > 0)
        {
            return $"{option} must be without user name, query and fragment; a key is given by ApiKey, where no log shows it.";
        }

        return url.Scheme == Uri.UriSchemeHttp && !url.IsLoopback && !allowInsecure
            ? $"{option} is plain http to another machine ({url.Host}): everybody on the way could read the key and change commands. Use https, a tunnel to a loopback address, or set AllowInsecure."
            : null;
    }

    /// <inheritdoc />
    protected internal override void Validate(ICollection<string> problems)
    {
        base.Validate(problems);
        if (Url is null == Service is null)
        {
            problems.Add("Either Url or Service must be given, and not both.");
        }

        if (Url is { } url && WhyInvalid(nameof(Url), url, AllowInsecure) is { } problem)
        {
            problems.Add(problem);
        }

        CheckKey(nameof(ApiKey), ApiKey, problems);
        CheckDuration(nameof(StartTimeout), StartTimeout, problems);
        CheckDuration(nameof(ReconnectTimeout), ReconnectTimeout, problems);
        Service?.Validate(problems, AllowInsecure);
    }

    internal static void CheckKey(string option, string? key, ICollection<string> problems)
    {
        // The value itself is not for messages.
        if (key is { Length: 0 } || key?.Any(letter => letter is < '!' or > '~') == true)
        {
            problems.Add($"{option} must be visible ASCII characters without spaces.");
        }
    }

    internal RemoteRuntimeOptions For(string sessionId) => (RemoteRuntimeOptions)CopyFor(sessionId);
}
