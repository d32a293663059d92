using System.Net;

namespace OpenHands.Security;

/// <summary>Asks the rules about machines of the network.</summary>
internal sealed class HostJudge(SecurityPolicy policy)
{
    /// <summary>Judges reaching what an address names.</summary>
    public void JudgeUrl(ShellWord word, Findings findings)
    {
        if (word.IsDynamic || word.Text.AsSpan().IndexOfAny('{', '}') >= 0 || (word.Text.Contains('[') && !word.Text.Contains("//[", StringComparison.Ordinal)))
        {
            findings.Add(SecurityRisk.Unknown, $"Where {Findings.Quote(word.Text)} leads is known only when it runs.");
        }
        else if (HostOf(word.Text) is { } host)
        {
            Judge(host, findings);
        }
        else
        {
            findings.Add(SecurityRisk.Unknown, $"{Findings.Quote(word.Text)} is no address that a rule could be about.");
        }
    }

    /// <summary>Judges reaching a machine.</summary>
    public void Judge(string host, Findings findings)
    {
        var name = Normalized(host);
        var rule = policy.Hosts.FirstOrDefault(rule => rule.Hosts.Any(pattern => Glob.Matches(pattern, name)));
        findings.Add(rule?.Risk ?? SecurityRisk.Unknown, $"{Findings.Quote(name)} {rule?.Reason ?? "is a machine that no rule knows"}.");
    }

    /// <summary>The machine in <c>https://user@host:port/path</c>, <c>user@host:path</c> or <c>host/path</c>; <see langword="null"/> when there is none.</summary>
    public static string? HostOf(string address)
    {
        var scheme = address.IndexOf("://", StringComparison.Ordinal);
        var rest = (scheme < 0 ? address : address[(scheme + 3)..]).Replace('\\', '/');
        var end = rest.AsSpan().IndexOfAny('/', '?', '#');
        var authority = end < 0 ? rest : rest[..end];
        authority = authority[(authority.LastIndexOf('@') + 1)..];
        if (authority.StartsWith('['))
        {
            return authority.IndexOf(']') is var close and > 0 ? authority[1..close] : null;
        }

        var colon = authority.IndexOf(':');
        authority = colon < 0 ? authority : authority[..colon];
        return authority.Length > 0 && authority.All(character => char.IsLetterOrDigit(character) || character is '.' or '-' or '_') ? authority : null;
    }

    // 2852039166, 0xA9FEA9FE and 0251.0376.0251.0376 are the same machine.
    private static string Normalized(string host)
    {
        var name = host.TrimEnd('.').ToLowerInvariant();
        if (!IPAddress.TryParse(name, out var address))
        {
            return name;
        }

        return (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();
    }
}
