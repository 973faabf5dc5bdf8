using MudBlazor;

namespace BarberPro.Dashboard.App;

/// <summary>
/// MudBlazor's theme on the tokens of wwwroot/tokens.css. Its colours are custom properties, so that app.css maps them to the tokens
/// once for light and dark; here is only what it takes as numbers.
/// </summary>
internal static class Theme
{
    public static MudTheme Mud { get; } = new()
    {
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "6px", AppbarHeight = "48px" },
        Typography = new Typography
        {
            Default = new DefaultTypography { FontFamily = ["Inter Variable", "system-ui", "sans-serif"], FontSize = "14px", LineHeight = "1.45", LetterSpacing = "normal" },
            Button = new ButtonTypography { FontFamily = ["Inter Variable", "system-ui", "sans-serif"], FontSize = "12.5px", FontWeight = "550", TextTransform = "none", LetterSpacing = "normal" },
        },
    };
}
