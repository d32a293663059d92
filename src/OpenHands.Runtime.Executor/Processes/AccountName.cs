using System.Globalization;
using OpenHands.Execution.Terminals;

namespace OpenHands.Execution.Processes;

/// <summary>What the account of this process is called, also where no list of accounts says so: a bare image has none.</summary>
internal static class AccountName
{
    private const uint Root = 0;

    /// <summary>Its name; <c>root</c>, or its number, when nobody knows it.</summary>
    public static string Current => Find();

    private static string Find()
    {
        try
        {
            return Environment.UserName;
        }
        catch (Exception exception) when (exception is IOException or InvalidOperationException)
        {
            var id = Libc.EffectiveUserId();
            return Environment.GetEnvironmentVariable("USER") is { Length: > 0 } name ? name
                : id == Root ? "root"
                : id.ToString(CultureInfo.InvariantCulture);
        }
    }
}
