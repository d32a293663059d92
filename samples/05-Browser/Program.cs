// Serves a form in the sandbox, fills it as an agent would, and saves a picture of the result.
//
//   dotnet run --project samples/05-Browser -- [SCREENSHOT.png]
//
// Needs Chromium: apt-get install -y chromium fonts-dejavu-core
using OpenHands;
using OpenHands.Browsing;
using OpenHands.Local;

var picture = args is [var file, ..] ? file : "order.png";

await using var runtime = new LocalRuntime(new LocalRuntimeOptions { Plugins = { () => new BrowserPlugin() } });
await runtime.StartAsync();

await runtime.WriteFileAsync("site/index.html", """
    <!doctype html><meta charset=utf-8><title>Order</title><h1>Order</h1>
    <form onsubmit="event.preventDefault(); result.textContent = `${amount.value} × ${fruit.value} for ${customer.value}`">
      <label>Name <input id=customer></label>
      <label>Fruit <select id=fruit><option>apples<option>pears</select></label>
      <label>Amount <input id=amount type=number value=1></label>
      <button>Order</button>
    </form>
    <p id=result></p>
    """);

// The sandbox's own server: the browser runs where it does, so it finds it on any backend.
var port = (await runtime.RunAsync("exec {port}< <(cd site && exec python3 -c 'import http.server as h; s = h.HTTPServer((\"127.0.0.1\", 0), h.SimpleHTTPRequestHandler); print(s.server_port, flush=True); s.serve_forever()'); read -r line <&$port; echo $line")).Content.Trim();

var form = await BrowseAsync(new BrowseUrlAction($"http://127.0.0.1:{port}/"));
var outline = form.ToAccessibilityOutline();
Console.WriteLine(outline);

var ordered = await BrowseAsync(new BrowseInteractiveAction($"""
    fill("{Find("textbox 'Name'")}", "Ada")
    select_option("{Find("combobox 'Fruit'")}", "pears")
    fill("{Find("spinbutton 'Amount'")}", "3")
    click("{Find("button 'Order'")}")
    """));

await File.WriteAllBytesAsync(picture, Convert.FromBase64String(ordered.Screenshot));
Console.WriteLine($"\nThe page says: {ordered.Content.Split('\n')[^1]}\nIts picture is {Path.GetFullPath(picture)}.");
return 0;

async Task<BrowserOutputObservation> BrowseAsync(AgentAction action)
{
    var observation = await runtime.ExecuteAsync(action);
    return observation is BrowserOutputObservation { Error: false } page ? page : throw new InvalidOperationException(observation.Content);
}

// What a model does by reading.
string Find(string element) => outline.Split('\n').First(line => line.Contains(element, StringComparison.Ordinal)).Split('[', ']')[1];
