using static OpenHands.Browsing.Language.ParameterKind;

namespace OpenHands.Browsing.Language;

/// <summary>The functions that browser actions may call: those of BrowserGym's high-level action set.</summary>
internal static class BrowserLanguage
{
    private static readonly BrowserParameter s_bid = new("bid", ElementId);
    private static readonly BrowserParameter s_x = new("x", Number);
    private static readonly BrowserParameter s_y = new("y", Number);
    private static readonly BrowserParameter s_button = new("button", Button, "\"left\"");
    private static readonly BrowserParameter s_modifiers = new("modifiers", Modifiers, "[]");

    /// <summary>All functions, in the order of the documentation.</summary>
    public static IReadOnlyList<BrowserFunction> Functions { get; } =
    [
        new("goto", [new("url", Text)], "Opens an address.", "goto(\"http://localhost:8000/\")"),
        new("go_back", [], "Goes to the page before.", "go_back()"),
        new("go_forward", [], "Goes to the page that `go_back` left.", "go_forward()"),
        new("noop", [new("wait_ms", Number, "1000")], "Waits, in milliseconds.", "noop(500)"),
        new("scroll", [new("delta_x", Number), new("delta_y", Number)], "Turns the mouse wheel, in pixels; down and right are positive.", "scroll(0, 300)"),
        new("click", [s_bid, s_button, s_modifiers], "Clicks an element.", "click(\"12\")"),
        new("dblclick", [s_bid, s_button, s_modifiers], "Clicks an element twice.", "dblclick(\"12\")"),
        new("hover", [s_bid], "Moves the mouse over an element.", "hover(\"12\")"),
        new("fill", [s_bid, new("value", Text)], "Replaces the text of a field.", "fill(\"45\", \"some text\")"),
        new("clear", [s_bid], "Empties a field.", "clear(\"45\")"),
        new("press", [s_bid, new("key_comb", Text)], "Focuses an element and presses a key or a combination.", "press(\"45\", \"Control+a\")"),
        new("focus", [s_bid], "Focuses an element.", "focus(\"45\")"),
        new("check", [s_bid], "Ticks a checkbox or a radio button.", "check(\"30\")"),
        new("uncheck", [s_bid], "Clears a checkbox.", "uncheck(\"30\")"),
        new("select_option", [s_bid, new("options", Texts)], "Chooses options of a list, by value or label.", "select_option(\"48\", [\"red\", \"blue\"])"),
        new("drag_and_drop", [new("from_bid", ElementId), new("to_bid", ElementId)], "Drags one element onto another.", "drag_and_drop(\"56\", \"60\")"),
        new("upload_file", [s_bid, new("file", Texts)], "Gives files of the sandbox to a file field.", "upload_file(\"57\", \"report.csv\")"),
        new("mouse_move", [s_x, s_y], "Moves the mouse, in CSS pixels from the top left corner.", "mouse_move(65.2, 158.5)"),
        new("mouse_down", [s_x, s_y, s_button], "Presses a mouse button there and holds it.", "mouse_down(140.2, 580.1)"),
        new("mouse_up", [s_x, s_y, s_button], "Releases a mouse button there.", "mouse_up(250, 120, \"right\")"),
        new("mouse_click", [s_x, s_y, s_button], "Clicks there.", "mouse_click(887.2, 68)"),
        new("mouse_dblclick", [s_x, s_y, s_button], "Clicks there twice.", "mouse_dblclick(5, 236)"),
        new("mouse_drag_and_drop", [new("from_x", Number), new("from_y", Number), new("to_x", Number), new("to_y", Number)], "Drags from one place to another.", "mouse_drag_and_drop(10.7, 325, 235.6, 24.54)"),
        new("mouse_upload_file", [s_x, s_y, new("file", Texts)], "Clicks there and gives files of the sandbox to the file dialog that opens.", "mouse_upload_file(132.1, 547, \"report.csv\")"),
        new("keyboard_press", [new("key", Text)], "Presses a key or a combination.", "keyboard_press(\"Enter\")"),
        new("keyboard_down", [new("key", Text)], "Presses a key and holds it.", "keyboard_down(\"Shift\")"),
        new("keyboard_up", [new("key", Text)], "Releases a key.", "keyboard_up(\"Shift\")"),
        new("keyboard_type", [new("text", Text)], "Types text, key by key.", "keyboard_type(\"Hello world!\")"),
        new("keyboard_insert_text", [new("text", Text)], "Inserts text at once, without keys.", "keyboard_insert_text(\"Hello world!\")"),
        new("new_tab", [], "Opens a tab and goes to it.", "new_tab()"),
        new("tab_close", [], "Closes the active tab.", "tab_close()"),
        new("tab_focus", [new("index", ParameterKind.Index)], "Goes to another tab, counted from 0.", "tab_focus(1)"),
        new("send_msg_to_user", [new("text", Text)], "Says something to the user.", "send_msg_to_user(\"The order is placed.\")"),
        new("report_infeasible", [new("reason", Text)], "Says that the task cannot be done, and why.", "report_infeasible(\"There is no such product.\")"),
    ];

    private static readonly Dictionary<string, BrowserFunction> s_byName = Functions.ToDictionary(function => function.Name, StringComparer.Ordinal);

    /// <summary>Reads browser actions and checks every call against its function.</summary>
    /// <exception cref="BrowserSyntaxException">They cannot be understood; line and column say where.</exception>
    public static IReadOnlyList<BoundCall> Read(string text) => [.. BrowserActionParser.Parse(text).Select(call => BoundCall.Bind(call, Find(call)))];

    private static BrowserFunction Find(BrowserCall call) => s_byName.TryGetValue(call.Name, out var function)
        ? function
        : throw new BrowserSyntaxException(call.Position, $"there is no action '{call.Name}'. There is: {string.Join(", ", s_byName.Keys)}.");
}
