using System.Globalization;

namespace OpenHands.Execution.Host;

/// <summary>The account that a sandbox run by root works under, made when it is missing. Needs no program of the image.</summary>
internal static class UserAccount
{
    private const string Accounts = "/etc/passwd";
    private const string Administrators = "/etc/sudoers";

    /// <summary>Becomes an account.</summary>
    /// <param name="name">Its name; <see langword="null"/> to stay who we are.</param>
    /// <param name="wantedId">Its number if it must be made; the next free one is taken when another account has it.</param>
    /// <param name="workingDirectory">Made for it when missing. One that is there is left as it is: it may be somebody's mount.</param>
    /// <exception cref="RuntimeStartException">It cannot be made or taken.</exception>
    public static void Become(string? name, int wantedId, string workingDirectory)
    {
        if (name is null || name == Processes.AccountName.Current)
        {
            return;
        }

        if (Native.EffectiveUserId() != 0)
        {
            throw new RuntimeStartException($"Only root can become {name}; this is {Processes.AccountName.Current}. Leave --username out to stay that.");
        }

        if (name == "root")
        {
            return;
        }

        try
        {
            var account = Find(name) ?? Make(name, wantedId);
            MakeDirectory(workingDirectory, account);
            if (LaunchCommand.Become(account.Id, account.Group) is not null)
            {
                throw new RuntimeStartException($"The account {name} cannot be taken; see above.");
            }

            Environment.SetEnvironmentVariable("HOME", account.Home);
            Environment.SetEnvironmentVariable("USER", name);
            Environment.SetEnvironmentVariable("LOGNAME", name);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RuntimeStartException($"The account {name} cannot be made: {exception.Message} Make it in the image, or leave --username out.", exception);
        }
    }

    /// <summary>Looks an account up.</summary>
    /// <param name="lines">The lines of the list of accounts.</param>
    /// <param name="name">Its name.</param>
    internal static Account? Find(IEnumerable<string> lines, string name) => lines
        .Select(line => line.Split(':'))
        .Where(fields => fields.Length >= 7 && fields[0] == name && uint.TryParse(fields[2], out _) && uint.TryParse(fields[3], out _))
        .Select(fields => new Account(name, uint.Parse(fields[2], CultureInfo.InvariantCulture), uint.Parse(fields[3], CultureInfo.InvariantCulture), fields[5]))
        .FirstOrDefault();

    /// <summary>A number that no account has, from the wanted one upwards.</summary>
    internal static uint FreeId(IEnumerable<string> lines, int wanted)
    {
        var taken = lines.Select(line => line.Split(':')).Where(fields => fields.Length > 2 && uint.TryParse(fields[2], out _))
            .Select(fields => uint.Parse(fields[2], CultureInfo.InvariantCulture)).ToHashSet();
        var id = (uint)wanted;
        while (taken.Contains(id))
        {
            id++;
        }

        return id;
    }

    private static Account? Find(string name) => File.Exists(Accounts) ? Find(File.ReadLines(Accounts), name) : null;

    private static Account Make(string name, int wantedId)
    {
        if (name.Length is 0 or > 32 || !name.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter is '_' or '-') || char.IsAsciiDigit(name[0]) || name[0] == '-')
        {
            throw new RuntimeStartException($"'{name}' is no name for an account: lower-case letters, digits, '_' and '-', at most 32.");
        }

        var lines = File.Exists(Accounts) ? File.ReadAllLines(Accounts) : [];
        var account = new Account(name, FreeId(lines, wantedId), Group: 0, $"/home/{name}");
        Append(Accounts, string.Create(CultureInfo.InvariantCulture, $"{name}:x:{account.Id}:{account.Group}::{account.Home}:/bin/bash"));
        MakeDirectory(account.Home, account);
        if (File.Exists(Administrators))
        {
            Append(Administrators, $"{name} ALL=(ALL) NOPASSWD:ALL");
        }

        return account;
    }

    private static void MakeDirectory(string path, Account account)
    {
        if (!Directory.Exists(path))
        {
            Directory.CreateDirectory(path);
            _ = Native.ChangeOwner(path, account.Id, account.Group);
        }
    }

    private static void Append(string file, string line)
    {
        var content = File.Exists(file) ? File.ReadAllText(file) : "";
        File.AppendAllText(file, content.Length == 0 || content.EndsWith('\n') ? $"{line}\n" : $"\n{line}\n");
    }

    /// <summary>One line of the list of accounts.</summary>
    internal sealed record Account(string Name, uint Id, uint Group, string Home);
}
