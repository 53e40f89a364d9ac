<?php
// Installs the site in the current folder, with a user for each role that is named, and prints their passwords.
define('WP_INSTALLING', true);
require 'wp-load.php';
require ABSPATH . 'wp-admin/includes/upgrade.php';
wp_install('A practice', 'administrator', 'administrator@example.org', true, '', 'only for the tests');
update_option('permalink_structure', '/%postname%/');
$passwords = [];
foreach (array_slice($argv, 1) as $role) {
    $user = get_user_by('login', $role);
    $id = $user ? $user->ID : wp_insert_user(['user_login' => $role, 'user_pass' => 'only for the tests', 'role' => $role]);
    $passwords[$role] = WP_Application_Passwords::create_new_application_password($id, ['name' => 'Primum'])[0];
}
echo json_encode($passwords);
