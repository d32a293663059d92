using Microsoft.Playwright;
using OpenHands.Browsing.Language;
using OpenHands.Browsing.Pages;

namespace OpenHands.Browsing.Calls;

/// <summary>Does what the calls of browser actions say.</summary>
internal sealed class CallRunner(PluginContext context, BrowserOptions options, HostRules hosts)
{
    private static readonly TimeSpan s_slack = TimeSpan.FromSeconds(10);

    private readonly FileUploads _uploads = new(context);

    /// <summary>Does one call on the active tab.</summary>
    /// <exception cref="BrowserCallException">It cannot be done; the message says why.</exception>
    /// <exception cref="PlaywrightException">The driver could not do it.</exception>
    public Task RunAsync(BoundCall call, BrowserSession session, Tab tab, CancellationToken cancellationToken)
    {
        var page = tab.Page;
        var wait = (float)options.ElementTimeout.TotalMilliseconds;
        return call.Call.Name switch
        {
            "noop" => Task.Delay(TimeSpan.FromMilliseconds(Math.Clamp(call.Number("wait_ms", 1000), 0, options.ActionTimeout.TotalMilliseconds)), context.Time, cancellationToken),
            "goto" or "go_back" or "go_forward" => NavigateAsync(call, session, page),
            "scroll" => Scrolling.ScrollAsync(page, (float)call.Number("delta_x"), (float)call.Number("delta_y")),
            "upload_file" => _uploads.ToElementAsync(tab, call.Text("bid"), call.Texts("file"), cancellationToken),
            "mouse_upload_file" => _uploads.ToDialogAsync(tab, call.Number("x"), call.Number("y"), call.Texts("file"), options.ElementTimeout, cancellationToken),
            "drag_and_drop" => DragAsync(call, tab, wait),
            "new_tab" => session.Tabs.OpenAsync(),
            "tab_close" => page.CloseAsync(),
            "tab_focus" => session.Tabs.FocusAsync((int)call.Number("index")),
            "send_msg_to_user" => Note(session, $"Message to the user: {call.Text("text")}"),
            "report_infeasible" => Note(session, $"The task was reported infeasible: {call.Text("reason")}"),
            var name when name.StartsWith("mouse_", StringComparison.Ordinal) => UseMouseAsync(call, page.Mouse),
            var name when name.StartsWith("keyboard_", StringComparison.Ordinal) => UseKeyboardAsync(call, page.Keyboard),
            _ => UseElementAsync(call, tab, wait),
        };
    }

    private static Task Note(BrowserSession session, string text)
    {
        session.Notices.Add(text);
        return Task.CompletedTask;
    }

    // Only until there is a page: what it loads then, and may load for ever, is waited for as after any other call.
    private async Task NavigateAsync(BoundCall call, BrowserSession session, IPage page)
    {
        // Whose time is over is told by who called this; the driver's own end only must not come first.
        var wait = (float)(options.ActionTimeout + s_slack).TotalMilliseconds;
        var downloads = session.Downloads.Begun;
        try
        {
            if (call.Call.Name == "goto")
            {
                var address = BrowserAddress.Resolve(call.Text("url"), context.WorkspacePath);
                hosts.ThrowIfRefused(address);
                await page.GotoAsync(address.OriginalString, new PageGotoOptions { WaitUntil = WaitUntilState.DOMContentLoaded, Timeout = wait }).ConfigureAwait(false);
            }
            else if (call.Call.Name == "go_back")
            {
                await page.GoBackAsync(new PageGoBackOptions { WaitUntil = WaitUntilState.DOMContentLoaded, Timeout = wait }).ConfigureAwait(false);
            }
            else
            {
                await page.GoForwardAsync(new PageGoForwardOptions { WaitUntil = WaitUntilState.DOMContentLoaded, Timeout = wait }).ConfigureAwait(false);
            }
        }
        catch (PlaywrightException exception) when (session.Downloads.Begun > downloads || exception.Message.Contains("Download is starting", StringComparison.Ordinal))
        {
            // A file came instead of a page, which stays as it was.
        }
    }

    private static async Task UseElementAsync(BoundCall call, Tab tab, float wait)
    {
        var element = await ElementFinder.FindAsync(tab, call.Text("bid")).ConfigureAwait(false);
        await (call.Call.Name switch
        {
            "click" => element.ClickAsync(new ElementHandleClickOptions { Button = Button(call), Modifiers = Modifiers(call), Timeout = wait }),
            "dblclick" => element.DblClickAsync(new ElementHandleDblClickOptions { Button = Button(call), Modifiers = Modifiers(call), Timeout = wait }),
            "hover" => element.HoverAsync(new ElementHandleHoverOptions { Timeout = wait }),
            "fill" => element.FillAsync(call.Text("value"), new ElementHandleFillOptions { Timeout = wait }),
            "clear" => element.FillAsync("", new ElementHandleFillOptions { Timeout = wait }),
            "press" => element.PressAsync(call.Text("key_comb"), new ElementHandlePressOptions { Timeout = wait }),
            "focus" => element.FocusAsync(),
            "check" => element.SetCheckedAsync(true, new ElementHandleSetCheckedOptions { Timeout = wait }),
            "uncheck" => element.SetCheckedAsync(false, new ElementHandleSetCheckedOptions { Timeout = wait }),
            "select_option" => element.SelectOptionAsync(call.Texts("options"), new ElementHandleSelectOptionOptions { Timeout = wait }),
            var name => throw new BrowserCallException($"The action {name} is not known."),
        }).ConfigureAwait(false);
    }

    private static async Task DragAsync(BoundCall call, Tab tab, float wait)
    {
        var from = await ElementFinder.FindAsync(tab, call.Text("from_bid")).ConfigureAwait(false);
        var to = await ElementFinder.FindAsync(tab, call.Text("to_bid")).ConfigureAwait(false);
        await from.HoverAsync(new ElementHandleHoverOptions { Timeout = wait }).ConfigureAwait(false);
        await tab.Page.Mouse.DownAsync().ConfigureAwait(false);
        await to.HoverAsync(new ElementHandleHoverOptions { Timeout = wait, Force = true }).ConfigureAwait(false);
        await tab.Page.Mouse.UpAsync().ConfigureAwait(false);
    }

    private static async Task UseMouseAsync(BoundCall call, IMouse mouse)
    {
        var (x, y) = ((float)call.Number("x"), (float)call.Number("y"));
        switch (call.Call.Name)
        {
            case "mouse_move":
                await mouse.MoveAsync(x, y).ConfigureAwait(false);
                break;
            case "mouse_down":
                await mouse.MoveAsync(x, y).ConfigureAwait(false);
                await mouse.DownAsync(new MouseDownOptions { Button = Button(call) }).ConfigureAwait(false);
                break;
            case "mouse_up":
                await mouse.MoveAsync(x, y).ConfigureAwait(false);
                await mouse.UpAsync(new MouseUpOptions { Button = Button(call) }).ConfigureAwait(false);
                break;
            case "mouse_click":
                await mouse.ClickAsync(x, y, new MouseClickOptions { Button = Button(call) }).ConfigureAwait(false);
                break;
            case "mouse_dblclick":
                await mouse.DblClickAsync(x, y, new MouseDblClickOptions { Button = Button(call) }).ConfigureAwait(false);
                break;
            default:
                await mouse.MoveAsync((float)call.Number("from_x"), (float)call.Number("from_y")).ConfigureAwait(false);
                await mouse.DownAsync().ConfigureAwait(false);
                await mouse.MoveAsync((float)call.Number("to_x"), (float)call.Number("to_y"), new MouseMoveOptions { Steps = 5 }).ConfigureAwait(false);
                await mouse.UpAsync().ConfigureAwait(false);
                break;
        }
    }

    private static Task UseKeyboardAsync(BoundCall call, IKeyboard keyboard) => call.Call.Name switch
    {
        "keyboard_press" => keyboard.PressAsync(call.Text("key")),
        "keyboard_down" => keyboard.DownAsync(call.Text("key")),
        "keyboard_up" => keyboard.UpAsync(call.Text("key")),
        "keyboard_type" => keyboard.TypeAsync(call.Text("text")),
        _ => keyboard.InsertTextAsync(call.Text("text")),
    };

    private static MouseButton Button(BoundCall call) => call.Button() switch
    {
        "right" => MouseButton.Right,
        "middle" => MouseButton.Middle,
        _ => MouseButton.Left,
    };

    private static IEnumerable<KeyboardModifier> Modifiers(BoundCall call) => call.Texts("modifiers").Select(Enum.Parse<KeyboardModifier>);
}
