// MudBlazor's stylesheet without the components that no page uses: it is the largest part of a first visit otherwise.
// A page that comes to use one of them takes its line out here; a test compares the two.
import postcss from "postcss";

/** Components (as tags, without Mud) and the classes that only they carry. */
export const unused = {
    "AppBar Drawer NavMenu NavLink NavGroup Breadcrumbs": ["mud-appbar", "mud-drawer", "mud-navmenu", "mud-nav", "mud-breadcrumb"],
    "DatePicker DateRangePicker TimePicker ColorPicker": ["mud-picker", "mud-date", "mud-time-picker", "mud-color"],
    "Timeline TimelineItem": ["mud-timeline"],
    "Fab FabMenu": ["mud-fab"],
    "Slider Rating": ["mud-slider", "mud-rating"],
    "Chart TimeSeriesChart": ["mud-chart", "mud-charts"],
    "Carousel CarouselItem": ["mud-carousel"],
    "Stepper Step": ["mud-stepper", "mud-step"],
    "TreeView TreeViewItem": ["mud-treeview"],
    "Avatar AvatarGroup Badge": ["mud-avatar", "mud-badge"],
    "DataGrid Pagination": ["mud-data", "mud-datagrid", "mud-pagination"],
    "Grid Item Hidden": ["mud-grid", "mud-hidden"],
    "Chip ChipSet": ["mud-chip", "mud-chipset"],
    "SplitPanel ExpansionPanels ExpansionPanel": ["mud-split", "mud-expand", "mud-expansion"],
    "Skeleton PageContentNavigation ScrollToTop": ["mud-skeleton", "mud-page-content-navigation", "mud-scroll-to-top"],
};

/** Spacing and layout by class for each width of the screen: the pages have their own styles. */
const utility = /^\.(?:[mp][trblsexya]?-n?|gap-|order-|border-|rounded-|elevation-)|^\.(?:[a-z]+-)+(?:xs|sm|md|lg|xl|xxl)-/;
const families = Object.values(unused).flat();

const isUnused = selector => {
    const classes = selector.match(/\.[a-z][\w-]*/g) ?? [];
    return classes.some(name => utility.test(name) || families.some(family => name === `.${family}` || name.startsWith(`.${family}-`)));
};

export function trim(css) {
    const root = postcss.parse(css);
    root.walkRules(rule => {
        if (rule.parent?.type === "atrule" && /keyframes$/.test(rule.parent.name)) {
            return;
        }

        const kept = rule.selectors.filter(selector => !isUnused(selector));
        kept.length === 0 ? rule.remove() : rule.selectors = kept;
    });
    root.walkAtRules(rule => { if (rule.nodes?.length === 0) { rule.remove(); } });
    return root.toString();
}
