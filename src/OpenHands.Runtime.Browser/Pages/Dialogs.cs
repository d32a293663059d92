using Microsoft.Playwright;

namespace OpenHands.Browsing.Pages;

/// <summary>Answers what pages ask in dialogs, at once, because a page stands still until then; and tells it.</summary>
internal static class Dialogs
{
    private const int LongestMessage = 500;

    public static void Answer(IBrowserContext context, Notices notices, bool accepts) => context.Dialog += (_, dialog) => _ = AnswerAsync(dialog, notices, accepts);

    private static async Task AnswerAsync(IDialog dialog, Notices notices, bool accepts)
    {
        var isQuestion = dialog.Type is "confirm" or "prompt";
        var isAccepted = accepts || !isQuestion;
        var message = Notices.Shorten(dialog.Message, LongestMessage);
        notices.Add(dialog.Type switch
        {
            "beforeunload" => "The page asked whether to leave it; it was left.",
            "prompt" => $"The page asked (prompt): {message} – answered with {(isAccepted ? $"OK and '{dialog.DefaultValue}'" : "Cancel")}.",
            "confirm" => $"The page asked (confirm): {message} – answered with {(isAccepted ? "OK" : "Cancel")}.",
            _ => $"The page said (alert): {message}",
        });
        try
        {
            await (isAccepted ? dialog.AcceptAsync(dialog.Type == "prompt" ? dialog.DefaultValue : null) : dialog.DismissAsync()).ConfigureAwait(false);
        }
        catch (PlaywrightException)
        {
            // The page was closed meanwhile, and the dialog with it.
        }
    }
}
