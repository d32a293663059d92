using System.Globalization;
using OpenHands.Execution.Terminals;

namespace OpenHands.Execution.Processes;

/// <summary>What the account of this process is called, also where no list of accounts says so: a bare image has none, and in others a caller's account is not.</summary>
internal static class AccountName
{
    private const uint Root = 0;

    /// <summary>Its name; <c>root</c>, or its number, when nobody knows it.</summary>
    public static string Current => Listed() is { Length: > 0 } listed ? listed
        : Environment.GetEnvironmentVariable("USER") is { Length: > 0 } name ? name
        : Libc.EffectiveUserId() is var id && id == Root ? "root"
        : id.ToString(CultureInfo.InvariantCulture);

    // Empty when the list has no such account.
    private static string Listed()
    {
        try
        {
            return Environment.UserName;
        }
        catch (Exception exception) when (exception is IOException or InvalidOperationException)
        {
            return "";
        }
    }
}
